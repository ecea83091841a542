// Brings together what is told of one call in two ways: that it met a rule, and what came of it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <vector>

#include "user/engine/engine.h"

namespace mishap::live {

/// One system call, as far as it is known.
struct SeenCall {
  std::optional<engine::RawCall> call;   ///< Missing when calls are not traced, or it was lost.
  std::vector<engine::RawEvent> events;  ///< In the order of the rules that it met.
};

/// An event is told at the call's entry, the call at its end, both with the thread and with times
/// of one clock. Events wait here for their call.
class Joiner {
 public:
  /// `calls` must have been drained before `events`: then every event of a call that has ended is
  /// there. Returns the calls in their order, with their events. An event whose thread has gone on
  /// to a later call has lost its own one and comes alone, before that.
  std::vector<SeenCall> join(std::vector<engine::RawCall> calls,
                             std::vector<engine::RawEvent> events);
  /// The events that still wait, each alone.
  std::vector<SeenCall> rest();

 private:
  std::map<int32_t, std::deque<engine::RawEvent>> waiting_;  ///< By thread, in time order.
};

}  // namespace mishap::live
