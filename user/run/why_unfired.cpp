// Why a rule that was in force never fired.
#include "user/run/why_unfired.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/descriptor.h"
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

std::string calls(uint64_t count) {
  return fmt::format("{} call{}", count, count == 1 ? "" : "s");
}

/// Calls met the predicates: it was the trigger or the probability.
std::string held_back(const RuleResult& result) {
  const std::string trigger = plan::trigger_text(result.rule.trigger);
  // What per= counts apart can stay below `first` though all of it together does not.
  if (result.matched < result.rule.trigger.first || result.rule.probability == 1)
    return fmt::format("it matched {}, so {} was not reached", calls(result.matched), trigger);
  return fmt::format("{} reached it, and its probability of {:g} held all {}back",
                     calls(result.matched), result.rule.probability,
                     trigger.empty() ? "of them " : fmt::format("that {} admits ", trigger));
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
    return fmt::format("{} that it was to fail had not returned when it was taken away",
                       calls(result.unfinished));
  if (result.matched > 0) return held_back(result);
  if (result.path_unknown > 0)
    return fmt::format("{} had a {} that could not be read, so it did not apply to them",
                       calls(result.path_unknown), read_from_memory(rule.where));
  if (const RuleResult* other = decided_before(test, result))
    return fmt::format("{} was armed before it and decided calls of the same syscalls ({} hits)",
                       other->rule.keyword, other->fired);
  const std::string seen = seen_elsewhere(test, result);
  if (!seen.empty())
    return fmt::format("calls that other rules saw: {}; none of them met this one", seen);
  return fmt::format("while it was installed, {} made no call of {}{}", rule.service,
                     fmt::join(rule.syscalls, ", "), wanted(rule.where));
}

std::string read_from_memory(const plan::Predicates& where) {
  std::vector<std::string> parts;
  if (!where.globs.empty() || (where.peers.empty() && !where.size)) parts.push_back("path");
  if (!where.peers.empty()) parts.push_back("peer");
  if (where.size) parts.push_back("size");
  return fmt::format("{}", fmt::join(parts, " or "));
}

}  // namespace mishap::run
