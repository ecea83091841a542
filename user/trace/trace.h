// The ordered events of one test, merged from all who report: the engine, steps, services, faults.
#pragma once

#include <cstdint>
#include <vector>

#include "user/trace/event.h"

namespace mishap::trace {

/// Events are added in any order and wait; a barrier merges those that wait by time and numbers
/// them.
///
/// A number once given stays: assertions may have spoken of it. An event that is added after a
/// barrier but is older than it (a service's end that was noticed late) is therefore numbered after
/// those already there, with its own time; seq is the order in which mishap knew, time_ns the order
/// in which things happened. Syscall events are never late: the engine hands over all of them at
/// each barrier.
class Trace {
 public:
  /// Takes an event; its seq is ignored.
  void add(Event event);
  /// Merges what was added since the last barrier in time order (equal times: in the order of
  /// adding) and numbers it.
  void barrier();
  /// All events numbered so far, in the order of their numbers from 1 on.
  const std::vector<Event>& events() const { return events_; }
  /// Hands the numbered events over and starts anew at 1.
  std::vector<Event> take();

 private:
  std::vector<Event> waiting_;
  std::vector<Event> events_;
};

/// CLOCK_MONOTONIC now, in nanoseconds: the clock of all events.
int64_t monotonic_ns();

}  // namespace mishap::trace
