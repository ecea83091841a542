#include "tests/bench/costs.h"

#include <chrono>
#include <optional>

#include <fmt/core.h>

#include "tests/bench/empty_program.h"
#include "tests/bench/memory.h"
#include "user/plan/syscalls.h"

namespace mishap::bench {
namespace {

using Clock = std::chrono::steady_clock;

const std::vector<std::string> hooked = {"umask", "fsync", "newfstatat"};

bool is_hooked(const Workload& workload) {
  return std::ranges::find(hooked, workload.call) != hooked.end();
}

Result<void> hook_all(engine::Engine& engine) {
  std::vector<uint16_t> numbers;
  for (const std::string& name : hooked) numbers.push_back(plan::find_syscall(name)->number);
  return engine.attach(numbers);
}

Load load_since(Clock::time_point began, const std::string& mechanism, std::string name) {
  const std::chrono::duration<double, std::milli> took = Clock::now() - began;
  return {mechanism, std::move(name), took.count(), kernel_bytes(), resident_bytes()};
}

std::string name_of(Company company) {
  return company == Company::services ? "arm 1,000 rules of 100 services" : "arm 1,000 scopes";
}

/// Numbers of calls that weren't decided as the row says would be numbers of something else.
Result<void> check_fate(const Situation& situation, const Armed& armed, engine::Engine& engine) {
  engine::Counters sum;
  for (size_t rule = 0; rule < situation.rules.size(); rule++) {
    const engine::Counters each = armed.counters(rule);
    sum.matched += each.matched;
    sum.fired += each.fired;
    sum.path_unknown += each.path_unknown;
  }
  const uint64_t matched = situation.fate == Fate::passes ? 0 : calls_made;
  const uint64_t fired = situation.fate == Fate::fired ? calls_made : 0;
  const uint64_t missed = engine.losses().decisions_missed;
  if (sum.matched == matched && sum.fired == fired && !sum.path_unknown && !missed) return {};
  return fail(
      fmt::format("{} calls matched and {} fired instead of {} and {}, {} paths were not "
                  "known, {} decisions missed",
                  sum.matched, sum.fired, matched, fired, sum.path_unknown, missed));
}

}  // namespace

void Costs::add(Cost cost) {
  fmt::print(stderr, "{:9} {:50} {:8.0f}\n", cost.mechanism, cost.name, cost.over_bare);
  results_.costs.push_back(std::move(cost));
}

Result<void> Costs::measure_bare(const std::vector<Situation>& list) {
  for (const Situation& each : list) {
    if (bare_.contains(each.workload)) continue;
    const auto cost = measure(each.workload);
    if (!cost) return std::unexpected(cost.error());
    bare_[each.workload] = *cost;
  }
  return {};
}

Result<void> Costs::measure_empty(const std::string& mechanism,
                                  const std::vector<Situation>& list) {
  empty_.clear();
  const auto empty = EmptyProgram::attach(mechanism, hooked);
  if (!empty) return std::unexpected(empty.error());
  for (const Situation& each : list) {
    if (!is_hooked(each.workload) || empty_.contains(each.workload)) continue;
    const auto cost = measure(each.workload);
    if (!cost) return std::unexpected(cost.error());
    empty_[each.workload] = *cost;
    if (!each.workload.fresh && each.workload.suffix == Workload{}.suffix)
      add({mechanism, "empty program on " + each.workload.call, *cost - bare_[each.workload], 0});
  }
  return {};
}

Result<void> Costs::measure_one(Site& site, const std::string& mechanism,
                                const Situation& situation) {
  const auto began = Clock::now();
  const Armed armed(site.engine(), site.scope(), situation.rules);
  if (!armed.error().empty()) return fail(armed.error());
  if (situation.name == row::no_rule)
    results_.loads.push_back(load_since(began, mechanism, "arm one rule"));
  if (situation.name == row::many_globs)
    results_.loads.push_back(load_since(began, mechanism, "arm 64 rules with a glob each"));

  const auto cost = measure(situation.workload, situation.outside ? site.outside() : site.inside());
  if (!cost) return std::unexpected(cost.error());
  if (auto met = check_fate(situation, armed, site.engine()); !met) return met;
  Cost found = {mechanism, situation.name, *cost - bare_[situation.workload]};
  if (is_hooked(situation.workload)) {
    found.over_empty = *cost - empty_[situation.workload];
    over_empty_[situation.name] = *found.over_empty;
  }
  found.target = situation.like.empty() ? situation.target : 1.2 * over_empty_[situation.like];
  add(std::move(found));
  return {};
}

Result<void> Costs::measure_armed(Site& site, const std::string& mechanism,
                                  const std::vector<Situation>& list) {
  Company company = Company::none;
  std::optional<Crowd> crowd;
  for (const Situation& each : list) {
    if (each.company != company) {
      company = each.company;
      crowd.reset();
      const auto began = Clock::now();
      auto armed = Crowd::arm(site.engine(), services_in(company), rules_of(company));
      if (!armed) return std::unexpected(armed.error());
      crowd.emplace(std::move(*armed));
      results_.loads.push_back(load_since(began, mechanism, name_of(company)));
    }
    if (auto done = measure_one(site, mechanism, each); !done)
      return std::unexpected(std::move(done.error()).in(each.name));
  }
  return {};
}

Result<void> Costs::measure_all(const std::string& mechanism, const std::vector<Situation>& list) {
  Result<void> done = measure_bare(list);
  if (done) done = measure_empty(mechanism, list);
  if (!done) return done;
  const auto began = Clock::now();
  const auto site = Site::open(mechanism);
  if (!site) return std::unexpected(site.error());
  if (done = hook_all((*site)->engine()); !done) return done;
  results_.loads.push_back(load_since(began, mechanism, "open the engine, hook three calls"));
  over_empty_.clear();
  return measure_armed(**site, mechanism, list);
}

Result<void> Costs::measure_others() {
  const Workload call = {.call = "umask"};
  const auto bare = measure(call);
  if (!bare) return std::unexpected(bare.error());
  for (const Supervisor supervisor : {Supervisor::notify, Supervisor::strace}) {
    const auto cost = measure({.call = "umask", .supervisor = supervisor});
    if (!cost) return std::unexpected(cost.error());
    add({"", supervisor == Supervisor::notify ? row::notify : row::strace, *cost - *bare});
  }
  return {};
}

}  // namespace mishap::bench
