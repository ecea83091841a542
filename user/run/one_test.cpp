// One test from the start of its services to the end of the last process.
#include "user/run/one_test.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "user/engine/losses.h"
#include "user/run/cancel_watch.h"
#include "user/run/diagnose.h"
#include "user/run/test_runtime.h"
#include "user/run/verdict.h"

namespace mishap::run {
namespace {

void append(std::vector<report::Diagnostic>& to, std::vector<report::Diagnostic> from) {
  std::ranges::move(from, std::back_inserter(to));
}

}  // namespace

TestEnd OneTest::run(std::chrono::milliseconds ceiling, int interrupt_fd) {
  const auto begin = std::chrono::steady_clock::now();
  end_.result.test = test_;
  const Result<Cancel> cancel = Cancel::after(ceiling, interrupt_fd);
  if (!cancel) {
    end_.broken = cancel.error();
    return std::move(end_);
  }
  lost_before_ = losses();
  Services services(context_, trace_);
  ArmedRules rules(test_.name, context_.plan, engine_, services, trace_);
  run_with(services, rules, *cancel, ceiling);
  end_.result.rules = rules.results();
  end_.result.bypassed = rules.bypassed();
  services.note_exits();
  const bool died = !services.dead().empty();
  if (Result<void> stopped = services.stop(); !stopped && !end_.broken)
    end_.broken = stopped.error();
  trace_.barrier();
  report::TestResult& result = end_.result;
  result.services = services.results(died || !result.passed());
  append(result.diagnostics, crashes(result));
  end_.told = lost();
  const Account balance = account(rules, end_.told);
  result.losses = balance.lost;
  append(result.diagnostics, test_losses(result, balance));
  result.events = trace_.take();
  result.duration_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  return std::move(end_);
}

void OneTest::run_with(Services& services, ArmedRules& rules, const Cancel& cancel,
                       std::chrono::milliseconds ceiling) {
  const Result<void> started = services.start(
      order_, engine_.opened(),
      [&](const plan::Service& service) { return rules.prepare(service); }, cancel.fd());
  if (started) run_body(services, rules, cancel);
  if (!started) {
    if (Result<void> lifted = rules.disarm_all(); !lifted) end_.broken = lifted.error();
    end_.start_error = started.error();
    apply_start_error(end_.result, started.error());
    if (services.last() != nullptr)
      end_.blamed_output = context_.output.tail(services.last()->name());
  }
  if (!cancel.expired()) return;
  apply_timeout(end_.result, std::chrono::duration<double>(ceiling).count());
  if (!started)
    end_.start_error = Error{"the services were not ready: " + end_.result.reason, {}, {}, {}};
}

void OneTest::run_body(Services& services, ArmedRules& rules, const Cancel& cancel) {
  TestRuntime runtime(rules, services, trace_, cancel, observer_);
  const spec::BodyResult body = [&] {
    const CancelWatch watch(cancel.fd(), [this] { program_.cancel(); });
    return program_.run(test_, runtime);
  }();
  runtime.barrier();
  if (runtime.broken()) end_.broken = runtime.broken();
  if (Result<void> lifted = rules.disarm_all(); !lifted) end_.broken = lifted.error();

  report::TestResult& result = end_.result;
  apply_body(result, body);
  result.rules = rules.results();
  apply_required_faults(result);
  apply_losses(result, account(rules, lost()));
  // Numbered events are needed here already: diagnostics tell what other rules saw.
  runtime.barrier();
  result.events = trace_.events();
  append(result.diagnostics, unfired_faults(result));
  append(result.diagnostics, weak_checks(result, body));
  append(result.diagnostics, unread_paths(result));
  append(result.diagnostics, bypassed_faults(result, context_.plan));
}

engine::Losses OneTest::lost() const {
  return engine::losses_between(lost_before_, losses());
}

Account OneTest::account(const ArmedRules& rules, const engine::Losses& lost) const {
  Account account{lost, rules.losses(), rules.losses_of_traces(), engine_.info().mechanism};
  const uint64_t strays = rules.strays();
  if (strays == 0) return account;
  const engine::Losses unknown = {
      strays, 0, {{engine::Loss::Of::events, strays, "events whose rule is not known", false}}};
  engine::add_losses(account.lost, unknown);
  const auto traces = [](const report::RuleResult& each) {
    return each.rule.action.kind == plan::ActionKind::trace;
  };
  if (std::ranges::any_of(rules.results(), traces))
    engine::add_losses(account.while_traced, unknown);
  return account;
}

engine::Losses OneTest::losses() const {
  return engine_.opened() != nullptr ? engine_.opened()->losses() : engine::Losses{};
}

}  // namespace mishap::run
