// Why a rule that was in force never fired.
#include "user/run/why_unfired.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/descriptor.h"
#include "user/plan/skip.h"
#include "user/plan/syscalls.h"
#include "user/plan/trigger.h"
#include "user/report/printable.h"

namespace mishap::run {
namespace {

using report::RuleResult;

bool share_a_syscall(const plan::Rule& a, const plan::Rule& b) {
  return std::ranges::find_first_of(a.syscalls, b.syscalls) != a.syscalls.end();
}

/// The events that happened while a rule was in force, those that put it there and took it away
/// left out.
std::vector<const trace::Event*> events_under(const report::TestResult& test, int rule) {
  std::vector<const trace::Event*> found;
  int in_force = 0;
  for (const trace::Event& event : test.events) {
    const bool is_own = event.rule == rule;
    if (is_own && event.kind == trace::EventKind::fault_applied)
      ++in_force;
    else if (is_own && event.kind == trace::EventKind::fault_removed)
      --in_force;
    else if (in_force > 0)
      found.push_back(&event);
  }
  return found;
}

/// A rule of the same service that names some of the same syscalls, comes before this one, and
/// fired while this one was in force.
const RuleResult* decided_before(const report::TestResult& test, const RuleResult& unfired) {
  const int own = static_cast<int>(&unfired - test.rules.data());
  for (const trace::Event* event : events_under(test, own)) {
    if (event->kind != trace::EventKind::syscall || !trace::decided(*event)) continue;
    if (event->rule < 0 || event->rule >= own) continue;
    const RuleResult& other = test.rules[static_cast<size_t>(event->rule)];
    if (other.rule.service == unfired.rule.service && share_a_syscall(other.rule, unfired.rule))
      return &other;
  }
  return nullptr;
}

/// What other rules saw of the unfired rule's syscalls while it was in force: "write /tmp/a.log".
/// Empty when nothing.
std::string seen_elsewhere(const report::TestResult& test, const RuleResult& unfired) {
  std::vector<std::string> seen;
  const int own = static_cast<int>(&unfired - test.rules.data());
  for (const trace::Event* event : events_under(test, own)) {
    if (event->kind != trace::EventKind::syscall || event->service != unfired.rule.service)
      continue;
    if (std::ranges::find(unfired.rule.syscalls, event->syscall) == unfired.rule.syscalls.end())
      continue;
    const std::string text = event->path.empty()
                                 ? event->syscall
                                 : event->syscall + " " + report::printable(event->path);
    if (std::ranges::find(seen, text) == seen.end()) seen.push_back(text);
    if (seen.size() == 5) break;
  }
  return fmt::format("{}", fmt::join(seen, ", "));
}

/// Whether the rule tells callers a size that it reads from the vectors of the call.
bool tells_size(const plan::Rule& rule) {
  const auto reads_size = [](const std::string& name) {
    const plan::Syscall* syscall = plan::find_syscall(name);
    const Result<plan::Success> success = plan::skip_result(name);
    return success && *success == plan::Success::size &&
           syscall->size_source != plan::SizeSource::argument;
  };
  return rule.action.kind == plan::ActionKind::skip &&
         std::ranges::any_of(rule.syscalls, reads_size);
}

std::string calls(uint64_t count) {
  return fmt::format("{} call{}", count, count == 1 ? "" : "s");
}

/// Whether the trigger let some call through, whatever came of it: of so many calls one arming had
/// its share at least. What per= counts apart can stay below `first` though all of it does not.
bool surely_reached(const RuleResult& result) {
  const plan::Trigger& trigger = result.rule.trigger;
  const auto armings = static_cast<uint64_t>(std::max(result.armings, 1));
  return trigger.per == plan::Per::rule && result.matched > 0 &&
         (result.matched - 1) / armings + 1 >= trigger.first;
}

/// Calls met the predicates, and the trigger or the probability held all of them back.
std::string held_back(const RuleResult& result) {
  const std::string trigger = plan::trigger_text(result.rule.trigger);
  std::string met = calls(result.matched);
  if (result.armings > 1 && !trigger.empty())
    met += fmt::format(" in {} armings, counted anew in each,", result.armings);
  if (result.rule.probability == 1 || result.matched < result.rule.trigger.first)
    return fmt::format("it matched {}{} so {} was not reached", met, met.ends_with(',') ? "" : ",",
                       trigger);
  if (!surely_reached(result))
    return fmt::format(
        "{} met it: {} was not reached, or its probability of {:g} held back what "
        "that admits",
        met, trigger, result.rule.probability);
  return fmt::format("{} reached it, and its probability of {:g} held all {}back", met,
                     result.rule.probability,
                     trigger.empty() ? "of them " : fmt::format("that {} admits ", trigger));
}

/// Calls whose path, peer or size could not be read.
std::string unread(const RuleResult& result) {
  return fmt::format("{} had a {} that could not be read, so it did not apply to them",
                     calls(result.path_unknown), read_from_memory(result.rule));
}

/// Calls that skip() could not answer, though predicates, trigger and probability admitted them:
/// what they would have returned is not known, or they can only fail.
std::string unanswered(const RuleResult& result) {
  if (result.path_unknown >= result.matched ||
      (result.path_unknown > 0 && !result.rule.trigger.always()))
    return unread(result);
  const std::string can_only_fail =
      "calls that can only fail reached it, and skip() leaves those alone";
  return result.path_unknown == 0 ? can_only_fail : can_only_fail + "; " + unread(result);
}

/// What the call would have had to be about: " on a path that matches /a, with peer ::1, size >4K".
std::string wanted(const plan::Predicates& where) {
  std::string text;
  if (!where.globs.empty())
    text = fmt::format(" on a path that matches {}", fmt::join(where.globs, ", "));
  std::vector<std::string> rest;
  if (!where.peers.empty()) rest.push_back("peer " + where.peer_text);
  if (where.descriptor) rest.push_back("fd " + plan::descriptor_text(*where.descriptor));
  if (where.size) rest.push_back("size " + where.size_text);
  if (rest.empty()) return text;
  return fmt::format("{}{} with {}", text, text.empty() ? "" : ",", fmt::join(rest, ", "));
}

}  // namespace

std::string why_unfired(const report::TestResult& test, const RuleResult& result) {
  const plan::Rule& rule = result.rule;
  if (result.unfinished > 0)
    return fmt::format(
        "{} that it was to fail had not returned when it was taken away, or a signal came first",
        calls(result.unfinished));
  if (result.rule.probability == 1 && surely_reached(result)) return unanswered(result);
  if (result.matched > 0)
    return held_back(result) + (result.path_unknown > 0 ? "; " + unread(result) : "");
  if (result.path_unknown > 0) return unread(result);
  if (const RuleResult* other = decided_before(test, result))
    return fmt::format("{} was armed before it and decided calls of the same syscalls ({} hits)",
                       other->rule.keyword, other->fired);
  const std::string seen = seen_elsewhere(test, result);
  if (!seen.empty())
    return fmt::format("calls that other rules saw: {}; none of them met this one", seen);
  return fmt::format("while it was installed, {} made no call of {}{}", rule.service,
                     fmt::join(rule.syscalls, ", "), wanted(rule.where));
}

std::string read_from_memory(const plan::Rule& rule) {
  const plan::Predicates& where = rule.where;
  std::vector<std::string> parts;
  if (!where.globs.empty()) parts.push_back("path");
  if (!where.peers.empty()) parts.push_back("peer");
  if (where.size || tells_size(rule)) parts.push_back("size");
  return parts.empty() ? "path" : fmt::format("{}", fmt::join(parts, " or "));
}

}  // namespace mishap::run
