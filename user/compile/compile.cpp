// Puts the image of a scope together: calls, lists and rules here, paths from path_predicates.
#include "user/compile/compile.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "bpf/abi.h"
#include "user/compile/automaton.h"
#include "user/compile/image_writer.h"
#include "user/compile/path_predicates.h"
#include "user/compile/result_ids.h"
#include "user/compile/rule_conditions.h"
#include "user/compile/scope.h"
#include "user/plan/syscalls.h"

namespace mishap::compile {
namespace {

constexpr int kMaxErrno = 4095;

std::unexpected<Error> fail_at(const plan::Rule& rule, std::string message) {
  return std::unexpected(Error{std::move(message), {}, rule.place, {}});
}

/// Rules by syscall number, each list in declaration order.
using Calls = std::map<uint16_t, std::vector<u16>>;

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

Result<mishap_rule> make_rule(const ArmedRule& armed) {
  const plan::Rule& rule = *armed.rule;
  if (!(rule.probability >= 0 && rule.probability <= 1))
    return fail_at(
        rule, fmt::format("{}: probability {} is not within 0..1", rule.keyword, rule.probability));
  mishap_rule row = {};
  row.probability =
      rule.probability == 1 ? ~u64{0} : static_cast<u64>(std::ldexp(rule.probability, 64));
  row.counter = armed.counter;
  switch (rule.action.kind) {
    case plan::ActionKind::deny:
      if (rule.action.error_number < 1 || rule.action.error_number > kMaxErrno)
        return fail_at(
            rule, fmt::format("{}: {} is no errno value", rule.keyword, rule.action.error_number));
      row.action = MISHAP_DENY;
      row.error = static_cast<u16>(rule.action.error_number);
      break;
  }
  return row;
}

struct Lists {
  std::vector<mishap_call> calls;
  std::vector<u16> lists;
};

/// Lays the lists end to end; calls with the same rules, such as the members of a family, share
/// one.
Result<Lists> lay_lists(const Calls& calls, const std::vector<mishap_rule>& rules,
                        const RuleConditions& conditions, mishap_image& header) {
  Lists out;
  std::map<std::vector<u16>, size_t> laid;
  for (const auto& [number, list] : calls) {
    auto [entry, is_new] = laid.emplace(list, out.lists.size());
    if (is_new) out.lists.insert(out.lists.end(), list.begin(), list.end());
    if (out.lists.size() > UINT16_MAX)
      return fail("too many rules are armed for one service at a time");
    mishap_call call = {};
    call.first = static_cast<u16>(entry->second);
    call.count = static_cast<u16>(list.size());
    for (u16 index : list) {
      call.needs |= conditions.asks(rules[index]);
      if (rules[index].path_bit == MISHAP_NO_PATH)
        call.unconditional = 1;
      else
        call.path_mask |= u64{1} << rules[index].path_bit;
    }
    out.calls.push_back(call);
    header.call_index[number] = static_cast<u16>(out.calls.size());
  }
  return out;
}

bool looks_at_path_argument(uint16_t syscall, const std::vector<u16>& list,
                            const std::vector<mishap_rule>& rules) {
  const auto is_text = [](const plan::PathArgument& path) {
    return path.source == plan::PathSource::path || path.source == plan::PathSource::path_at;
  };
  return std::ranges::any_of(plan::find_syscall(syscall)->paths, is_text) &&
         std::ranges::any_of(list,
                             [&](u16 index) { return rules[index].path_bit != MISHAP_NO_PATH; });
}

void write_conditions(const RuleConditions& conditions, ImageWriter& image, mishap_image& header) {
  header.predicates = image.append(conditions.predicates());
  header.peers = image.append(conditions.peers());
  header.triggers = image.append(conditions.triggers());
}

void write_paths(const PathPredicates& paths, const ResultIds& ids, ImageWriter& image,
                 mishap_image& header) {
  header.masks = image.append(ids.sets());
  paths.prefixes.write(ids, image, header);
  if (paths.automaton.states() > 0) header.automaton = write_automaton(paths.automaton, ids, image);
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
  mishap_image header = {};
  Result<Lists> lists = lay_lists(calls, rows, conditions, header);
  if (!lists) return std::unexpected(lists.error());

  std::vector<uint64_t> results = paths->prefixes.results();
  results.insert(results.end(), paths->automaton.result.begin(), paths->automaton.result.end());
  ResultIds ids(std::move(results));
  if (!ids.fit())
    return fail("the path= predicates armed for one service overlap in too many ways");

  ImageWriter image;
  image.append(header);
  header.calls = image.append(lists->calls);
  header.lists = image.append(lists->lists);
  header.rules = image.append(rows);
  write_conditions(conditions, image, header);
  write_paths(*paths, ids, image, header);
  header.size = static_cast<u32>(image.size());
  if (image.size() > kMaxImageBytes)
    return fail(fmt::format("the rules armed for one service need {} bytes, {} is the limit",
                            image.size(), kMaxImageBytes));
  image.rewrite(0, header);

  ScopeImage scope{image.take(), {}, {}};
  for (const auto& [number, list] : calls) {
    scope.syscalls.push_back(number);
    if (looks_at_path_argument(number, list, rows)) scope.path_arguments.push_back(number);
  }
  return scope;
}

Result<ScopeImage> compile_scope(std::span<const ArmedRule> rules) {
  return compile_scope_with(rules, Matchers::prefix_map_and_automaton);
}

}  // namespace mishap::compile
