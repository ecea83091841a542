// Puts the image of a scope together: calls, lists and rules here, paths from path_predicates.
#include "user/compile/compile.h"

#include <algorithm>

#include <fmt/format.h>

#include "bpf/abi.h"
#include "user/compile/automaton.h"
#include "user/compile/call_tables.h"
#include "user/compile/image_writer.h"
#include "user/compile/path_predicates.h"
#include "user/compile/result_ids.h"
#include "user/compile/rule_conditions.h"
#include "user/compile/rule_row.h"
#include "user/compile/scope.h"
#include "user/plan/skip.h"
#include "user/plan/syscalls.h"

namespace mishap::compile {
namespace {

std::unexpected<Error> fail_at(const plan::Rule& rule, std::string message) {
  return std::unexpected(Error{std::move(message), {}, rule.place, {}});
}

/// Whether a call has all that the predicates ask about.
bool can_apply(const plan::Predicates& where, const plan::Syscall& syscall) {
  return (where.globs.empty() || syscall.has_path()) &&
         (where.peers.empty() || syscall.has_peer()) &&
         (!where.descriptor || syscall.has_descriptor()) && (!where.size || syscall.has_size());
}

/// Enters a rule for those of its syscalls that it can apply to.
Result<void> enter_rule(const plan::Rule& rule, u16 index, Calls& calls) {
  bool entered = false;
  for (const std::string& name : rule.syscalls) {
    const plan::Syscall* syscall = plan::find_syscall(name);
    if (!syscall || syscall->number >= MISHAP_CALLS)
      return fail_at(rule, fmt::format("{}: unknown syscall \"{}\"", rule.keyword, name));
    if (!can_apply(rule.where, *syscall)) continue;
    std::vector<u16>& list = calls[syscall->number];
    if (list.empty() || list.back() != index) list.push_back(index);
    entered = true;
  }
  if (rule.syscalls.empty())
    return fail_at(rule, fmt::format("{}: the rule names no syscall", rule.keyword));
  if (!entered)
    return fail_at(rule, fmt::format("{}: none of its syscalls has what its path=, peer=, fd= or "
                                     "size= asks about",
                                     rule.keyword));
  return {};
}

bool looks_at_path_argument(uint16_t syscall, const std::vector<u16>& list,
                            const std::vector<mishap_rule>& rules) {
  const auto is_text = [](const plan::PathArgument& path) {
    return path.source == plan::PathSource::path || path.source == plan::PathSource::path_at;
  };
  const auto looks_at_path = [&](u16 index) {
    return rules[index].path_bit != MISHAP_NO_PATH || rules[index].per == MISHAP_PER_PATH;
  };
  return std::ranges::any_of(plan::find_syscall(syscall)->paths, is_text) &&
         std::ranges::any_of(list, looks_at_path);
}

void write_conditions(const RuleConditions& conditions, ImageWriter& image, mishap_image& header) {
  header.predicates = image.append(conditions.predicates());
  header.peers = image.append(conditions.peers());
}

void write_paths(const PathPredicates& paths, const ResultIds& ids, ImageWriter& image,
                 mishap_image& header) {
  header.masks = image.append(ids.sets());
  paths.prefixes.write(ids, image, header);
  if (paths.automaton.states() > 0) header.automaton = write_automaton(paths.automaton, ids, image);
}

/// Enters what a rule does when the call returns, or may have to do then.
void add_returns(uint16_t syscall, const plan::Rule& rule, ScopeImage& scope) {
  const plan::Action& action = rule.action;
  const auto zero = [&] {
    const auto success = plan::skip_result(plan::find_syscall(syscall)->name);
    return success && *success == plan::Success::zero;
  };
  if (action.at == plan::Moment::exit)
    scope.at_exit.push_back({syscall, action.kind != plan::ActionKind::crash, rule.place});
  else if ((action.kind == plan::ActionKind::returns && action.value == 0) ||
           (action.kind == plan::ActionKind::skip && zero()))
    scope.told_zero.push_back({syscall, true, rule.place});
}

void add_counter(const ArmedRule& armed, ScopeImage& scope) {
  const plan::Per per = armed.rule->trigger.per;
  const plan::Action& action = armed.rule->action;
  if (action.at == plan::Moment::exit || action.kind == plan::ActionKind::skip ||
      action.kind == plan::ActionKind::returns)
    scope.with_notes.push_back(armed.counter);
  if (per != plan::Per::rule) scope.tallied.push_back(armed.counter);
  scope.counts_by_file |= per == plan::Per::fd;
}

}  // namespace

Result<ScopeImage> compile_scope_with(std::span<const ArmedRule> rules, Matchers matchers) {
  if (rules.size() > UINT16_MAX) return fail("too many rules are armed for one service at a time");
  Result<PathPredicates> paths = compile_paths(rules, matchers);
  if (!paths) return std::unexpected(paths.error());

  Calls calls;
  std::vector<mishap_rule> rows;
  RuleConditions conditions;
  for (size_t i = 0; i < rules.size(); ++i) {
    const plan::Rule& rule = *rules[i].rule;
    if (auto entered = enter_rule(rule, static_cast<u16>(i), calls); !entered)
      return std::unexpected(entered.error());
    Result<mishap_rule> row = make_rule(rules[i]);
    if (!row) return std::unexpected(row.error());
    row->path_bit = paths->bit_of_rule[i];
    conditions.add(rule, paths->bits_of_peers[i], *row);
    rows.push_back(*row);
  }
  std::vector<uint64_t> results = paths->prefixes.results();
  results.insert(results.end(), paths->automaton.result.begin(), paths->automaton.result.end());
  ResultIds ids(std::move(results));
  if (!ids.fit())
    return fail("the path= predicates armed for one service overlap in too many ways");

  mishap_image header = {};
  ImageWriter image;
  image.append(header);
  if (auto laid = CallTables(rows, conditions).lay(calls, image, header); !laid)
    return std::unexpected(laid.error());
  header.rules = image.append(rows);
  write_conditions(conditions, image, header);
  write_paths(*paths, ids, image, header);
  header.size = static_cast<u32>(image.size());
  if (image.size() > kMaxImageBytes)
    return fail(fmt::format("the rules armed for one service need {} bytes, {} is the limit",
                            image.size(), kMaxImageBytes));
  image.rewrite(0, header);

  ScopeImage scope{image.take()};
  for (const auto& [number, list] : calls) {
    scope.syscalls.push_back(number);
    if (looks_at_path_argument(number, list, rows)) scope.path_arguments.push_back(number);
    for (const u16 index : list) add_returns(number, *rules[index].rule, scope);
  }
  for (const ArmedRule& each : rules) add_counter(each, scope);
  return scope;
}

Result<ScopeImage> compile_scope(std::span<const ArmedRule> rules) {
  return compile_scope_with(rules, Matchers::prefix_map_and_automaton);
}

}  // namespace mishap::compile
