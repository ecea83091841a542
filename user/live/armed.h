// The rules of a request while they are in force on one scope.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "user/compile/compile.h"
#include "user/engine/engine.h"
#include "user/live/request.h"
#include "user/report/results.h"

namespace mishap::live {

/// Rules, each with its counter. Those that watch are asked first, whatever their place in the
/// list: they let every call go on to the faults, and so see those too that a fault decides.
class Armed {
 public:
  /// Puts the rules in force on the scope. On an error none is. The engine must outlive this.
  static Result<Armed> arm(engine::Engine& engine, engine::ScopeId scope,
                           std::vector<LiveRule> rules);
  /// Without rules or engine: for calls that are only traced.
  Armed() = default;

  const std::vector<LiveRule>& rules() const { return rules_; }
  /// The index of the rule that a counter belongs to; -1 for an unknown one.
  int rule_of(uint32_t counter) const;
  /// What each rule has seen so far, in the order of rules().
  std::vector<report::RuleResult> results() const;
  /// Submissions to io_urings that did the work of some fault's syscalls; each counted once.
  std::vector<engine::Bypass> bypassed() const { return bypassing(rules_); }
  /// Takes them out of force; results() still answers.
  Result<void> lift();

 private:
  /// As the kernel side is to ask them.
  std::vector<compile::ArmedRule> in_order() const;
  /// Submissions that did the work of what faults among these rules name.
  std::vector<engine::Bypass> bypassing(std::span<const LiveRule> rules) const;

  engine::Engine* engine_ = nullptr;
  engine::ScopeId scope_ = 0;
  std::vector<LiveRule> rules_;
  std::vector<uint32_t> counters_;
};

}  // namespace mishap::live
