// Compiles and arms.
#include "user/live/armed.h"

#include <algorithm>

#include "user/run/io_uring.h"

namespace mishap::live {
namespace {

/// Probabilities depend on it: the same --seed with the same options decides alike.
std::string identity(const LiveRule& rule, size_t index) {
  return rule.rule.keyword + " " + std::to_string(index);
}

}  // namespace

Result<Armed> Armed::arm(engine::Engine& engine, engine::ScopeId scope,
                         std::vector<LiveRule> rules) {
  Armed armed;
  armed.engine_ = &engine;
  armed.scope_ = scope;
  armed.rules_ = std::move(rules);
  for (size_t i = 0; i < armed.rules_.size(); i++) {
    const Result<uint32_t> counter = engine.add_counter(identity(armed.rules_[i], i));
    if (!counter) return std::unexpected(counter.error());
    armed.counters_.push_back(*counter);
  }
  const Result<compile::ScopeImage> image = compile::compile_scope(armed.in_order());
  if (!image) return std::unexpected(image.error());
  if (Result<void> done = engine.arm(scope, *image); !done) return std::unexpected(done.error());
  return armed;
}

std::vector<compile::ArmedRule> Armed::in_order() const {
  std::vector<compile::ArmedRule> ordered;
  for (const bool watches : {true, false})
    for (size_t i = 0; i < rules_.size(); i++)
      if (rules_[i].watches == watches) ordered.push_back({&rules_[i].rule, counters_[i]});
  return ordered;
}

int Armed::rule_of(uint32_t counter) const {
  const auto found = std::ranges::find(counters_, counter);
  return found == counters_.end() ? -1 : static_cast<int>(found - counters_.begin());
}

std::vector<report::RuleResult> Armed::results() const {
  std::vector<report::RuleResult> results;
  for (size_t i = 0; i < rules_.size(); i++) {
    const engine::Counters seen = engine_->counters(counters_[i]);
    results.push_back({.rule = rules_[i].rule,
                       .armings = 1,
                       .matched = seen.matched,
                       .fired = seen.fired,
                       .path_unknown = seen.path_unknown,
                       .held_back_untold = seen.held_back_untold,
                       .unfinished = seen.unfinished,
                       .bypassed = bypassing({&rules_[i], 1})});
  }
  return results;
}

std::vector<engine::Bypass> Armed::bypassing(std::span<const LiveRule> rules) const {
  std::vector<std::string> syscalls;
  for (const LiveRule& each : rules)
    if (!each.watches && !each.rule.implicit)
      syscalls.insert(syscalls.end(), each.rule.syscalls.begin(), each.rule.syscalls.end());
  std::vector<engine::Bypass> found;
  if (engine_ != nullptr) run::add_bypassed(syscalls, {}, engine_->bypasses(scope_), found);
  return found;
}

Result<void> Armed::lift() {
  if (engine_ == nullptr) return {};
  return engine_->disarm(scope_);
}

}  // namespace mishap::live
