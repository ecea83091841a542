// The rules that are in force in a test: a stack a service, what each rule saw, and the events that
// they made.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "user/plan/plan.h"
#include "user/report/results.h"
#include "user/run/engine_slot.h"
#include "user/run/loss_meter.h"
#include "user/run/services.h"
#include "user/trace/trace.h"

namespace mishap::run {

/// Rules add up: a service decides by all rules armed for it, in the order of arming. Taking some
/// away puts the others in force again in one step. Rules keep their counters as long as they are
/// armed; a rule's counts end up in results().
///
/// A service that is faulted may set up no io_uring unless it says so. That is a rule too, behind
/// the others; it stays to the end, since a ring made between two faults would be there for the
/// second. results() has it only when it fired.
class ArmedRules {
 public:
  ArmedRules(const std::string& test, const plan::Plan& plan, EngineSlot& engine,
             Services& services, trace::Trace& trace)
      : test_(test), plan_(plan), engine_(engine), services_(services), trace_(trace) {}
  ArmedRules(const ArmedRules&) = delete;
  ArmedRules& operator=(const ArmedRules&) = delete;
  /// Takes away what is still armed.
  ~ArmedRules();

  /// Refuses io_uring to a service whose scope is there and whose process is not yet, when an
  /// engine is open and the spec says that the service is to be faulted.
  Result<void> prepare(const plan::Service& service);
  /// All or none: on errors what was in force before is in force again. The error has the rule's
  /// place.
  Result<int> arm(const std::vector<plan::Rule>& rules);
  /// Takes away what one arm() added, reads its counters and its last events. On an error some may
  /// be in force still: these keep their counters until a later call takes them away.
  Result<void> disarm(int fault);
  /// Takes away all that is left, which is nothing unless the body of the test broke off.
  Result<void> disarm_all();
  /// Adds all that the engine saw up to now to the trace.
  void collect();
  /// Every rule that was armed, in the order of first arming. Counts are those up to its disarming.
  const std::vector<report::RuleResult>& results() const { return results_; }
  /// What was lost while rules of the spec were in force.
  const engine::Losses& losses() const { return while_armed_.sum(); }
  /// What was lost while a trace() was in force, whichever rule it was of.
  const engine::Losses& losses_of_traces() const { return while_traced_.sum(); }
  /// Submissions to io_urings that did the work of some rule's syscalls while it was armed; each
  /// counted once, however many rules it may have gone past.
  const std::vector<engine::Bypass>& bypassed() const { return bypassed_; }
  /// Events whose rule is not known; always 0 unless the engine mixes up its counters.
  uint64_t strays() const { return strays_; }
  /// Whether there is no engine (yet): nothing can be armed, or nothing was.
  bool without_engine() const { return engine_.opened() == nullptr; }

 private:
  struct Armed {
    int fault = 0;
    plan::Rule rule;
    uint32_t counter = 0;
    std::optional<size_t> result = {};  ///< Index in results_, once there is anything to tell.
    std::vector<engine::Bypass> bypasses_before = {};
    bool leaving = false;  ///< To be taken away with the next enforce().
    bool lifted = false;   ///< Taken away: no CPU decides by it any more.
  };
  static constexpr int implicit_fault = 0;

  Result<void> add(engine::Engine& engine, int fault, const plan::Rule& rule);
  /// Adds the refusal of io_uring to a service unless it is there, is not wanted or is not needed.
  Result<void> refuse_io_uring(engine::Engine& engine, const std::string& service);
  /// Puts the rules of these services in force that are on the stack now, and lifts those that are
  /// leaving it.
  Result<void> enforce(engine::Engine& engine, const std::vector<std::string>& services);
  Result<void> enforce(engine::Engine& engine, const std::string& service);
  /// Marks a fault's rules as leaving; false when there are none that were not.
  bool leave(int fault);
  std::vector<std::string> services_of(int fault) const;
  /// Reads the counters of the rules that were lifted into results_ and forgets the rules.
  void drop_lifted(engine::Engine& engine);
  /// Forgets the last results_ again when nothing became of their rules.
  void drop_unused_results();
  /// Before rules of the spec come into force: from now on what is lost counts.
  void open_account(const engine::Engine& engine, const std::vector<plan::Rule>& rules);
  /// After some were taken away: when it was the last one, what is lost counts no more.
  void close_account(const engine::Engine& engine);
  /// Before the rules of a service change: what went past them up to now is in bypassed_.
  void settle_bypasses(engine::Engine& engine, const std::string& service);
  size_t result_of(Armed& armed);
  std::vector<engine::Bypass> bypasses(engine::Engine& engine, const std::string& service);
  /// Adds an event for each rule of the fault.
  void note(trace::EventKind kind, int fault, int64_t time_ns);

  const std::string& test_;
  const plan::Plan& plan_;
  EngineSlot& engine_;
  Services& services_;
  trace::Trace& trace_;
  int next_fault_ = 1;
  std::vector<std::unique_ptr<Armed>>
      armed_;                           ///< In the order of arming; the addresses of rules stay.
  std::map<std::string, int> armings_;  ///< How often each "SERVICE KEYWORD" was armed.
  std::vector<report::RuleResult> results_;
  LossMeter while_armed_, while_traced_;
  std::vector<engine::Bypass> bypassed_;
  /// By service: what was read of its bypasses last.
  std::map<std::string, std::vector<engine::Bypass>> bypasses_read_;
  uint64_t strays_ = 0;
};

}  // namespace mishap::run
