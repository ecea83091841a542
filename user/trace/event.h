// One event of a test: a syscall that met a rule, a fault armed or lifted, a step, a service's life.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

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
  deny,       ///< The rule fired.
  held_back,  ///< Probability or trigger said no: the call simply passed.
};

struct Event {
  uint64_t seq = 0;     ///< Given after the merge, in time order, over all kinds of one test; starts at 1.
  int64_t time_ns = 0;  ///< CLOCK_MONOTONIC.
  EventKind kind = EventKind::syscall;
  std::string service;

  // Syscall events.
  std::string syscall;
  std::string op;           ///< Empty when the rule names a syscall or family.
  std::string label;
  Decision decision = Decision::none;
  int error_number = 0;     ///< deny: the positive errno value.
  std::string path;         ///< Empty when the call has none.
  bool path_filtered = false;  ///< The rule has a path predicate; only then the trace line shows the path.
  int rule = -1;            ///< Index of the rule in the test's list of armed rules.
  int32_t pid = 0, tid = 0;
  uint64_t args[6] = {};

  // Steps: summary such as "POST /orders"; fault_applied: "wal_write=deny(EIO)"; exits: "exit code 1".
  std::string text;
  int status = 0;           ///< step_recv: HTTP status, service_exited: exit status.
  double duration_ms = 0;   ///< step_recv.
};

}  // namespace mishap::trace
