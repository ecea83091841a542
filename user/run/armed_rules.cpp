// The rules that are in force in a test.
#include "user/run/armed_rules.h"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

#include "user/compile/compile.h"
#include "user/report/rule_text.h"
#include "user/run/io_uring.h"
#include "user/run/same_rule.h"
#include "user/trace/syscall_event.h"

namespace mishap::run {
namespace {

/// Replaces all rules of a scope.
Result<void> replace(engine::Engine& engine, engine::ScopeId scope,
                     const std::vector<compile::ArmedRule>& rules) {
  if (rules.empty()) return engine.disarm(scope);
  const Result<compile::ScopeImage> image = compile::compile_scope(rules);
  if (!image) return std::unexpected(image.error());
  return engine.arm(scope, *image);
}

void add_counters(report::RuleResult& result, const engine::Counters& seen) {
  result.matched += seen.matched;
  result.fired += seen.fired;
  result.path_unknown += seen.path_unknown;
  result.held_back_untold += seen.held_back_untold;
  result.unfinished += seen.unfinished;
}

bool is_trace(const plan::Rule& rule) {
  return rule.action.kind == plan::ActionKind::trace;
}

}  // namespace

ArmedRules::~ArmedRules() {
  (void)disarm_all();
}

Result<void> ArmedRules::prepare(const plan::Service& service) {
  engine::Engine* engine = engine_.opened();
  if (engine == nullptr || !is_to_be_faulted(plan_, service)) return {};
  if (Result<void> done = refuse_io_uring(*engine, service.name); !done) return done;
  return enforce(*engine, service.name);
}

Result<int> ArmedRules::arm(const std::vector<plan::Rule>& rules) {
  if (rules.empty()) return next_fault_++;
  const Result<engine::Engine*> engine = engine_.get();
  if (!engine) return std::unexpected(engine.error());
  const int fault = next_fault_++;
  const int64_t begin = trace::monotonic_ns();
  open_account(**engine, rules);
  Result<void> done;
  for (const plan::Rule& rule : rules)
    if (done) done = add(**engine, fault, rule);
  if (done) done = enforce(**engine, services_of(fault));
  if (!done) {
    if (!done.error().place.known()) done.error().place = rules.front().place;
    leave(fault);
    (void)enforce(**engine, services_of(fault));
    collect();
    drop_lifted(**engine);
    drop_unused_results();
    return std::unexpected(done.error());
  }
  for (const auto& each : armed_)
    if (each->fault == fault) ++results_[result_of(*each)].armings;
  // With the time from before: the trace has no call that a rule met before it was applied.
  note(trace::EventKind::fault_applied, fault, begin);
  return fault;
}

Result<void> ArmedRules::add(engine::Engine& engine, int fault, const plan::Rule& rule) {
  if (const auto scope = services_.scope(rule.service, engine); !scope)
    return std::unexpected(scope.error());
  if (Result<void> refused = refuse_io_uring(engine, rule.service); !refused) return refused;
  // Not the rule's place: what probability decides must not change when a line is added above it.
  const std::string name = rule.service + " " + rule.keyword;
  const int arming = armings_[name]++;
  const Result<uint32_t> counter =
      engine.add_counter(test_ + " " + name + " " + std::to_string(arming));
  if (!counter) return std::unexpected(counter.error());
  settle_bypasses(engine, rule.service);
  armed_.push_back(std::make_unique<Armed>(Armed{fault, rule, *counter}));
  armed_.back()->bypasses_before = bypasses(engine, rule.service);
  result_of(*armed_.back());
  return {};
}

Result<void> ArmedRules::refuse_io_uring(engine::Engine& engine, const std::string& service) {
  const plan::Service* declared = plan_.service(service);
  const bool is_refused = std::ranges::any_of(armed_, [&](const auto& each) {
    return each->rule.implicit && each->rule.service == service;
  });
  if (declared == nullptr || declared->allows_io_uring || is_refused) return {};
  const Result<bool> hooked = hook_io_uring(engine);
  if (!hooked) return std::unexpected(hooked.error());
  if (!*hooked) return {};
  const Result<uint32_t> counter = engine.add_counter(test_ + " " + service + " (io_uring)");
  if (!counter) return std::unexpected(counter.error());
  armed_.push_back(
      std::make_unique<Armed>(Armed{implicit_fault, io_uring_refusal(*declared), *counter}));
  return {};
}

Result<void> ArmedRules::enforce(engine::Engine& engine, const std::vector<std::string>& services) {
  Result<void> first;
  for (const std::string& service : services)
    if (Result<void> done = enforce(engine, service); !done && first) first = done;
  return first;
}

Result<void> ArmedRules::enforce(engine::Engine& engine, const std::string& service) {
  const Result<engine::ScopeId> scope = services_.scope(service, engine);
  if (!scope) return std::unexpected(scope.error());
  std::vector<compile::ArmedRule> rules;
  // The spec's rules first: one that names io_uring_setup decides before mishap's own.
  for (const bool implicit : {false, true})
    for (const auto& each : armed_)
      if (!each->leaving && each->rule.service == service && each->rule.implicit == implicit)
        rules.push_back({&each->rule, each->counter});
  if (Result<void> done = replace(engine, *scope, rules); !done) return done;
  for (const auto& each : armed_)
    if (each->rule.service == service) each->lifted = each->leaving;
  return {};
}

Result<void> ArmedRules::disarm(int fault) {
  engine::Engine* engine = engine_.opened();
  if (engine == nullptr) return {};
  const bool is_first_try = leave(fault);
  Result<void> done = enforce(*engine, services_of(fault));
  if (is_first_try) note(trace::EventKind::fault_removed, fault, trace::monotonic_ns());
  collect();  // While the counters still have their rules.
  drop_lifted(*engine);
  return done;
}

Result<void> ArmedRules::disarm_all() {
  std::set<int, std::greater<>> faults;  // The last one first.
  for (const auto& each : armed_) faults.insert(each->fault);
  Result<void> first;
  for (const int fault : faults)
    if (Result<void> done = disarm(fault); !done && first) first = done;
  return first;
}

bool ArmedRules::leave(int fault) {
  bool is_new = false;
  for (const auto& each : armed_)
    if (each->fault == fault && !std::exchange(each->leaving, true)) is_new = true;
  return is_new;
}

void ArmedRules::collect() {
  engine::Engine* engine = engine_.opened();
  if (engine == nullptr) return;
  for (const engine::RawEvent& raw : engine->drain()) {
    const auto armed = std::ranges::find_if(
        armed_, [&](const auto& each) { return each->counter == raw.counter; });
    if (armed == armed_.end()) {
      ++strays_;
      continue;
    }
    const size_t result = result_of(**armed);
    trace_.add(trace::syscall_event(raw, (*armed)->rule, static_cast<int>(result)));
  }
}

void ArmedRules::drop_lifted(engine::Engine& engine) {
  for (const auto& each : armed_)
    if (each->lifted) settle_bypasses(engine, each->rule.service);
  for (const auto& each : armed_) {
    if (!each->lifted) continue;
    const engine::Counters seen = engine.counters(each->counter);
    engine.remove_counter(each->counter);
    if (!each->result && seen.matched == 0) continue;
    report::RuleResult& result = results_[result_of(*each)];
    add_counters(result, seen);
    if (!each->rule.implicit)
      add_bypassed(each->rule.syscalls, each->bypasses_before, bypasses(engine, each->rule.service),
                   result.bypassed);
  }
  std::erase_if(armed_, [](const auto& each) { return each->lifted; });
  close_account(engine);
}

void ArmedRules::drop_unused_results() {
  // Events have the index of their result, so that only what comes after the last one that met
  // calls can go: one that another service's failure cut short may have met some all the same.
  const auto is_used = [&](size_t index) {
    return results_[index].armings > 0 || results_[index].matched > 0 ||
           std::ranges::any_of(armed_, [&](const auto& each) { return each->result == index; });
  };
  while (!results_.empty() && !is_used(results_.size() - 1)) results_.pop_back();
}

void ArmedRules::open_account(const engine::Engine& engine, const std::vector<plan::Rule>& rules) {
  while_armed_.open(engine);
  if (std::ranges::none_of(rules, is_trace)) return;
  collect();  // What is lost with the events of before is theirs.
  while_traced_.open(engine);
}

void ArmedRules::close_account(const engine::Engine& engine) {
  const auto is_implicit = [](const auto& each) { return each->rule.implicit; };
  const auto traces = [](const auto& each) { return is_trace(each->rule); };
  if (std::ranges::all_of(armed_, is_implicit)) while_armed_.close(engine);
  if (std::ranges::none_of(armed_, traces)) while_traced_.close(engine);
}

void ArmedRules::settle_bypasses(engine::Engine& engine, const std::string& service) {
  std::vector<std::string> syscalls;
  for (const auto& each : armed_)
    if (!each->rule.implicit && each->rule.service == service)
      syscalls.insert(syscalls.end(), each->rule.syscalls.begin(), each->rule.syscalls.end());
  std::vector<engine::Bypass> now = bypasses(engine, service);
  std::vector<engine::Bypass>& before = bypasses_read_[service];
  add_bypassed(syscalls, before, now, bypassed_);
  before = std::move(now);
}

std::vector<std::string> ArmedRules::services_of(int fault) const {
  std::vector<std::string> services;
  for (const auto& each : armed_)
    if (each->fault == fault && std::ranges::find(services, each->rule.service) == services.end())
      services.push_back(each->rule.service);
  return services;
}

size_t ArmedRules::result_of(Armed& armed) {
  if (armed.result) return *armed.result;
  const auto same = [&](const report::RuleResult& each) {
    return same_rule(each.rule, armed.rule);
  };
  const auto found = std::ranges::find_if(results_, same);
  armed.result = static_cast<size_t>(found - results_.begin());
  if (found == results_.end()) results_.push_back({.rule = armed.rule});
  if (armed.rule.implicit) results_.back().armings = 1;
  return *armed.result;
}

std::vector<engine::Bypass> ArmedRules::bypasses(engine::Engine& engine,
                                                 const std::string& service) {
  const Result<engine::ScopeId> scope = services_.scope(service, engine);
  return scope ? engine.bypasses(*scope) : std::vector<engine::Bypass>{};
}

void ArmedRules::note(trace::EventKind kind, int fault, int64_t time_ns) {
  for (const auto& each : armed_) {
    if (each->fault != fault || each->rule.implicit) continue;
    trace::Event event;
    event.kind = kind;
    event.time_ns = time_ns;
    event.service = each->rule.service;
    event.label = each->rule.label;
    event.rule = static_cast<int>(result_of(*each));
    event.text = report::keyword_text(each->rule);
    trace_.add(std::move(event));
  }
}

}  // namespace mishap::run
