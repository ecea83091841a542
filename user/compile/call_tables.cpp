// Which rules each syscall has.
#include "user/compile/call_tables.h"

#include <algorithm>

#include "user/plan/syscalls.h"

namespace mishap::compile {
namespace {

/// The argument whose file alone decides on the paths of a call, counted from 1; 0 when it isn't so
/// simple.
u8 deciding_descriptor(uint16_t syscall) {
  const auto& [first, second] = plan::find_syscall(syscall)->paths;
  const bool is_simple =
      first.source == plan::PathSource::descriptor && second.source == plan::PathSource::none;
  return is_simple ? static_cast<u8>(first.arg + 1) : u8{0};
}

bool may_tell_zero(const mishap_rule& rule) {
  return rule.action == MISHAP_SKIP || (rule.action == MISHAP_RETURN && rule.value == 0);
}

/// Which descriptor's number the rules of a list ask for.
void describe_numbers(uint16_t syscall, const std::vector<u16>& list,
                      const std::vector<mishap_rule>& rules, mishap_call& call) {
  const mishap_rule& first = rules[list.front()];
  const auto asks = [&](u16 index) { return rules[index].by_number != 0; };
  const auto asks_as_first = [&](u16 index) {
    return asks(index) && rules[index].number == first.number;
  };
  if (std::ranges::any_of(list, asks))
    call.numbered = static_cast<u8>(plan::find_syscall(syscall)->descriptor + 1);
  if (!std::ranges::all_of(list, asks_as_first)) return;
  call.flags |= MISHAP_ONE_NUMBER;
  call.number = first.number;
}

/// Which rules of a list ask for which path bit, and what they look at besides.
mishap_call describe_call(uint16_t syscall, const std::vector<u16>& list,
                          const std::vector<mishap_rule>& rules, const RuleConditions& conditions) {
  mishap_call call = {};
  call.count = static_cast<u16>(list.size());
  describe_numbers(syscall, list, rules, call);
  for (size_t place = 0; place < list.size(); ++place) {
    const mishap_rule& rule = rules[list[place]];
    call.needs |= conditions.asks(rule);
    if (rule.at_exit) call.flags |= MISHAP_ACTS_AT_EXIT;
    if (may_tell_zero(rule)) call.flags |= MISHAP_TELLS_ZERO;
    if (rule.path_bit != MISHAP_NO_PATH)
      call.path_mask |= u64{1} << rule.path_bit;
    else
      call.always |= u64{1} << (place % MISHAP_GLOBS);
  }
  if (list.size() > MISHAP_GLOBS) call.always = ~u64{0};
  if (call.path_mask) call.descriptor = deciding_descriptor(syscall);
  return call;
}

/// The rules of a list by the path bit that they ask for.
std::vector<u64> rules_by_path(const std::vector<u16>& list,
                               const std::vector<mishap_rule>& rules) {
  std::vector<u64> by_path(MISHAP_GLOBS);
  for (size_t place = 0; place < list.size(); ++place)
    if (const u8 bit = rules[list[place]].path_bit; bit != MISHAP_NO_PATH)
      by_path[bit] |= u64{1} << place;
  return by_path;
}

}  // namespace

Result<void> CallTables::lay(const Calls& calls, ImageWriter& image, mishap_image& header) {
  std::vector<mishap_call> rows;
  for (const auto& [number, list] : calls) {
    const auto shared = shared_tables(list);
    if (!shared) return std::unexpected(shared.error());
    mishap_call row = describe_call(number, list, rules_, conditions_);
    row.list = shared->list;
    row.by_path = row.path_mask && list.size() <= MISHAP_GLOBS ? shared->by_path + 1 : 0;
    rows.push_back(row);
  }
  const u32 by_path = image.append(by_path_);
  for (mishap_call& row : rows)
    if (row.by_path)
      row.by_path = by_path + (row.by_path - 1) * static_cast<u32>(MISHAP_GLOBS * sizeof(u64));
  header.calls = image.append(rows);
  header.lists = image.append(lists_);
  u32 at = header.calls;
  for (const auto& [number, list] : calls) {
    if (at / 8 > UINT16_MAX) return fail("too many rules are armed for one service at a time");
    header.call_at[number] = static_cast<u16>(at / 8);
    at += sizeof(mishap_call);
  }
  return {};
}

Result<CallTables::Shared> CallTables::shared_tables(const std::vector<u16>& list) {
  if (const auto known = laid_.find(list); known != laid_.end()) return known->second;
  const size_t end = lists_.size() + list.size();
  if (end > UINT16_MAX) return fail("too many rules are armed for one service at a time");
  const Shared fresh = {static_cast<u16>(lists_.size()),
                        static_cast<u32>(by_path_.size() / MISHAP_GLOBS)};
  lists_.insert(lists_.end(), list.begin(), list.end());
  const auto has_path = [&](u16 index) { return rules_[index].path_bit != MISHAP_NO_PATH; };
  if (list.size() <= MISHAP_GLOBS && std::ranges::any_of(list, has_path)) {
    const std::vector<u64> by_path = rules_by_path(list, rules_);
    by_path_.insert(by_path_.end(), by_path.begin(), by_path.end());
  }
  return laid_.emplace(list, fresh).first->second;
}

}  // namespace mishap::compile
