// One session: what to do is in Mode, doing it here.
#include "user/live/session.h"

#include <algorithm>
#include <iterator>

#include "user/live/diagnose.h"
#include "user/live/summary.h"
#include "user/run/io_uring.h"

namespace mishap::live {
namespace {

constexpr std::chrono::milliseconds idle_pause{50};
/// After this much at once the next look comes without a pause, lest the kernel's buffers fill.
constexpr size_t busy = 256;

void append(std::vector<report::Diagnostic>& to, std::vector<report::Diagnostic> from) {
  std::ranges::move(from, std::back_inserter(to));
}

Trace trace_of(const Request& request, const SessionOptions& options) {
  if (options.all_calls) return Trace::calls;
  if (!options.trace) return Trace::none;
  if (!request.faults.empty()) return Trace::rules;
  return request.ops.empty() ? Trace::calls : Trace::operations;
}

}  // namespace

Mode mode_of(const Request& request, const SessionOptions& options) {
  Mode mode;
  mode.trace = trace_of(request, options);
  mode.takes_calls = mode.trace == Trace::calls || mode.trace == Trace::operations ||
                     (options.summary && request.faults.empty());
  mode.operations_only = mode.takes_calls && !request.ops.empty() && !options.all_calls;
  // What peer= or size= asks for does not show in a traced call: the kernel side must tell.
  const bool asks_kernel = mode.takes_calls && !std::ranges::all_of(request.ops, shows_in_calls);
  mode.injects = !request.faults.empty() || asks_kernel;
  return mode;
}

Result<std::unique_ptr<Session>> Session::open(Request request, const SessionOptions& options,
                                               const OpenEngine& open_engine, Output& output) {
  std::unique_ptr<Session> session(new Session(std::move(request), options, output));
  const Mode& mode = session->mode_;
  if (!mode.needs_engine()) return session;
  if (!mode.injects) {
    Result<Operations> operations = Operations::of(session->request_.ops);
    if (!operations) return std::unexpected(operations.error());
    session->operations_ = std::move(*operations);
  }
  Result<std::unique_ptr<engine::Engine>> engine =
      open_engine({.mechanism = options.mechanism,
                   .seed = options.seed,
                   .only_trace = !mode.injects,
                   .trace_calls = mode.takes_calls,
                   .process_scopes = options.of_process});
  if (!engine) return std::unexpected(engine.error());
  session->engine_ = std::move(*engine);
  return session;
}

Result<std::vector<LiveRule>> Session::rules_to_arm() const {
  std::vector<LiveRule> rules = request_.faults;
  const auto refusal =
      std::ranges::find_if(rules, [](const LiveRule& each) { return each.rule.implicit; });
  if (refusal != rules.end()) {
    Result<bool> hooked = run::hook_io_uring(*engine_);
    if (!hooked) {
      hooked.error().hint = "--io-uring=allow leaves it to the program; faults don't reach it then";
      return std::unexpected(hooked.error());
    }
    if (!*hooked) rules.erase(refusal);  // This kernel has no io_uring.
  }
  const bool has_lines = mode_.trace != Trace::none || mode_.takes_calls;
  if (!has_lines && !options_.summary) return rules;
  for (LiveRule watched : request_.watched) {
    // Every call that it sees is told then; else it only counts.
    if (has_lines) {
      watched.rule.action = {plan::ActionKind::trace};
      watched.rule.probability = 1;
    }
    rules.push_back(std::move(watched));
  }
  return rules;
}

Result<void> Session::start(engine::ScopeId scope) {
  scope_ = scope;
  // Before the rules: a traced call that met one is then always traced from its entry.
  if (mode_.takes_calls)
    if (Result<void> traced = engine_->trace_calls(scope); !traced) return traced;
  if (mode_.injects) {
    Result<std::vector<LiveRule>> rules = rules_to_arm();
    if (!rules) return std::unexpected(rules.error());
    Result<Armed> armed = Armed::arm(*engine_, scope, std::move(*rules));
    if (!armed) return std::unexpected(armed.error());
    armed_ = std::move(*armed);
  }
  feed_ = std::make_unique<Feed>(
      *engine_, armed_, operations_, output_,
      FeedOptions{mode_.trace, mode_.takes_calls, mode_.operations_only, options_.json});
  return {};
}

std::optional<std::chrono::milliseconds> Session::pump() {
  if (feed_ == nullptr || (mode_.trace == Trace::none && !mode_.takes_calls)) return std::nullopt;
  return feed_->pump() > busy ? std::chrono::milliseconds(0) : idle_pause;
}

Result<void> Session::finish() {
  if (feed_ == nullptr) return {};
  Result<void> lifted = armed_.lift();
  if (mode_.takes_calls)
    if (Result<void> stopped = engine_->stop_tracing(scope_); !stopped && lifted) lifted = stopped;
  feed_->finish();
  if (options_.summary) write_summary();
  return lifted;
}

void Session::write_summary() {
  Summary summary;
  summary.engine = {engine_->name(), engine_->mechanism(), engine_->why()};
  summary.seed = seed();
  const std::vector<report::RuleResult> results = armed_.results();
  for (size_t i = 0; i < results.size(); i++) {
    if (results[i].rule.implicit && results[i].fired == 0) continue;
    summary.rules.push_back(results[i]);
    summary.watches.push_back(armed_.rules()[i].watches);
  }
  if (!mode_.injects)
    for (const LiveRule& each : request_.watched) {
      summary.rules.push_back({.rule = each.rule, .matched = feed_->met(each.rule.op)});
      summary.watches.push_back(true);
    }
  summary.calls = feed_->totals();
  if (mode_.injects) summary.calls_passed = engine_->passed(scope_);
  summary.losses = losses();
  summary.bypassed = armed_.bypassed();
  output_.write(options_.json ? summary_json(summary) : summary_text(summary));
}

std::vector<report::Diagnostic> Session::diagnostics() const {
  std::vector<report::Diagnostic> found;
  if (feed_ == nullptr) return found;
  append(found, lost_events(losses()));
  if (!mode_.injects) return found;
  const std::vector<report::RuleResult> results = armed_.results();
  if (mode_.trace != Trace::none) append(found, untold_calls(results));
  append(found, missed_decisions(losses(), engine_->mechanism(), results));
  append(found, seen_bypasses(results));
  append(found, uncovered_calls(engine_->gaps()));
  return found;
}

engine::Losses Session::losses() const {
  engine::Losses losses = engine_->losses();
  if (mode_.trace != Trace::none || mode_.takes_calls) return losses;
  losses.events_dropped = 0;
  std::erase_if(losses.causes,
                [](const engine::Loss& cause) { return cause.of == engine::Loss::Of::events; });
  return losses;
}

std::optional<uint64_t> Session::seed() const {
  if (!request_.draws()) return std::nullopt;
  return options_.seed;
}

}  // namespace mishap::live
