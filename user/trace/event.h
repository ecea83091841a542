// One event of a test: a syscall that met a rule, a fault armed or lifted, a step, a service's
// life.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "user/plan/plan.h"

namespace mishap::trace {

enum class EventKind : uint8_t {
  syscall,
  service_started,
  service_ready,
  service_exited,
  fault_applied,
  fault_removed,
  step_send,
  step_recv,
};

/// What became of a syscall that met a rule's predicates.
enum class Decision : uint8_t {
  none,
  fired,      ///< The rule did its action.
  held_back,  ///< Probability or trigger said no: as if the rule weren't there.
};

struct Event {
  uint64_t seq =
      0;  ///< Given after the merge, in time order, over all kinds of one test; starts at 1.
  int64_t time_ns = 0;  ///< CLOCK_MONOTONIC.
  EventKind kind = EventKind::syscall;
  std::string service;

  // Syscall events.
  std::string syscall;
  std::string op;  ///< Empty when the rule names a syscall or family.
  std::string label;
  Decision decision = Decision::none;
  plan::Action action;  ///< Of the rule.
  int64_t value = 0;    ///< What the caller was told, when the rule fired.
  std::string path;     ///< Empty when the call has none.
  /// The rule asks for a path or for the name of a unix socket; only then the trace line shows it.
  bool path_filtered = false;
  bool compat = false;  ///< Made by 32-bit code; `syscall` is the native name all the same.
  int rule =
      -1;  ///< Index of the rule in the test's list of rules; also of fault_applied and _removed.
  int32_t pid = 0, tid = 0;  ///< service_started and service_exited have the pid too.
  uint64_t args[6] = {};

  // Steps: summary such as "POST /orders"; fault_applied: "wal_write=deny(EIO)"; exits: "exit code
  // 1".
  std::string text;
  int status = 0;          ///< step_recv: HTTP status; service_exited: exit code, or 128 + signal.
  double duration_ms = 0;  ///< step_recv: of the step; service_ready: since the start; syscall: how
                           ///< long it was held up.
  bool ok = true;          ///< step_recv: transport success; service_exited: mishap stopped it.
};

/// "syscall", "service_started", ...: the names that results and specs use.
std::string_view kind_name(EventKind kind);
/// "deny(EIO, at=exit)", "skip() -> 512" (what the caller was told), "allow", "trace", "held back";
/// empty for Decision::none.
std::string decision_text(const Event& event);
/// "write", or "persist(write)" when an operation named it.
std::string call_text(const Event& event);
/// Whether the rule decided the call, so that no later one saw it.
bool decided(const Event& event);
/// Whether the call ran as if mishap weren't there.
bool simply_passed(const Event& event);
/// Whether the trace lists it by itself: it did not simply pass, or trace() asks for it.
bool is_listed(const Event& event);

}  // namespace mishap::trace
