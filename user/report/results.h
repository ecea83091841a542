// What a run came to, as plain data: the run stage writes it, this stage renders it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "user/engine/engine.h"
#include "user/plan/error.h"
#include "user/plan/plan.h"
#include "user/report/diagnostic.h"
#include "user/trace/event.h"

namespace mishap::report {

/// Which engine decided; name is empty when no test of the run injected a fault.
struct EngineInfo {
  std::string name;       ///< "bpf"
  std::string mechanism;  ///< "fmod_ret", "override"
  std::string why;        ///< One line: why this mechanism.
};

enum class Outcome : uint8_t {
  pass,
  fail,   ///< The test said no.
  error,  ///< The test could not say: the spec has a bug, a service did not start, time was up.
};

/// A rule that a test armed. Armed again (a fault() in a loop), it is the same rule and its counts
/// are added up.
struct RuleResult {
  plan::Rule rule;
  int armings = 0;
  uint64_t matched = 0;  ///< Calls that reached it: predicates held, no earlier rule decided.
  uint64_t fired = 0;
  /// Calls whose path, peer or size could not be read, so that it did not apply.
  uint64_t path_unknown = 0;
  /// Of those held back, how many have no event: only the first ones of a rule do.
  uint64_t held_back_untold = 0;
  /// Of those fired at="exit", how many had not returned when the rule was taken away, or were
  /// interrupted before they had done anything: they were told nothing.
  uint64_t unfinished = 0;
  /// Submissions to io_urings while it was armed that did the work of its syscalls.
  std::vector<engine::Bypass> bypassed = {};

  /// Calls that reached it and that it let be: held back by trigger or probability, or by skip()
  /// for want of a success that could be told.
  uint64_t held_back() const { return matched - fired; }
  /// Whether some call did get what the rule had for it.
  bool took_effect() const { return fired > unfinished; }
  /// Whether it is a fault: what it fires on does not simply pass.
  bool is_fault() const {
    return rule.action.kind != plan::ActionKind::allow &&
           rule.action.kind != plan::ActionKind::trace;
  }
};

struct ServiceResult {
  std::string name;
  int pid = 0;
  double ready_ms = 0;      ///< From start to readiness.
  std::string exit;         ///< "exit code 1", when it ended before mishap stopped it; else empty.
  std::string output_tail;  ///< The end of what it printed, stdout and stderr together.
  /// Calls that some rule of the test could have been about, and none applied to; nullopt when no
  /// rule could be armed for it.
  std::optional<uint64_t> calls_passed = {};
};

struct TestResult {
  plan::Test test;
  Outcome outcome = Outcome::pass;
  std::string failure_type;  ///< assertion, expectation, fault_not_fired, decisions_missed,
                             ///< events_lost, timeout, service_start, error; "" on pass.
  std::string reason;        ///< One line; empty on pass.
  std::string detail;        ///< The full error with excerpt and backtrace; may be empty.
  std::string hint;
  Place place;               ///< Of the failure in the spec.
  double duration_ms = 0;    ///< Services' start and stop included.
  std::string return_value;  ///< repr() of what the test returned; empty for None.
  int assertions = 0;
  std::vector<RuleResult> rules;  ///< In the order of arming.
  std::vector<ServiceResult> services;
  std::vector<trace::Event> events;
  engine::Losses losses;  ///< From the start of its services to their end.
  /// What went past its faults through io_urings, or may have: each submission once, where a rule's
  /// own `bypassed` has all that may have gone past that one.
  std::vector<engine::Bypass> bypassed;
  std::vector<Diagnostic> diagnostics;

  bool passed() const { return outcome == Outcome::pass; }
};

struct RunResult {
  std::string spec;  ///< The file as given.
  uint64_t seed = 0;
  bool seed_given = false;          ///< From the command line, not drawn.
  std::string requested_mechanism;  ///< --mechanism, for replay; "auto" when left open.
  EngineInfo engine;
  std::vector<TestResult> tests;  ///< Those that ended, in the order in which they ran.
  std::vector<std::string>
      not_run;  ///< Selected, but never ended: interrupted, or the run was given up.
  std::vector<plan::Matrix> matrices;   ///< All of the spec.
  engine::Losses losses;                ///< Of the whole run.
  std::vector<Diagnostic> diagnostics;  ///< Of the run as a whole.
  bool interrupted = false;
  std::optional<Error> gave_up;  ///< Why the run ended early: the environment is not fit for it.
  std::string
      gave_up_output;  ///< The end of the output of the service that was to blame; may be empty.
  double duration_ms = 0;
};

struct Totals {
  int pass = 0, fail = 0, error = 0, not_run = 0;
};
Totals totals(const RunResult& run);

/// Of all operations together.
uint64_t submissions(const std::vector<engine::Bypass>& bypassed);

/// The command that runs this one test the same way again.
std::string replay_command(const RunResult& run, const std::string& test);

}  // namespace mishap::report
