// One poll for all that can end it.
#include "user/live/attachment.h"

#include <algorithm>

#include "user/system/wait.h"

namespace mishap::live {

using Clock = std::chrono::steady_clock;

namespace {

/// A time so long that the clock can't hold its end never ends.
Clock::time_point end_of(std::optional<std::chrono::nanoseconds> time) {
  const auto now = Clock::now();
  if (!time || *time >= Clock::time_point::max() - now) return Clock::time_point::max();
  return now + *time;
}

}  // namespace

Ending stay_attached(Session& session, Target& target, std::optional<std::chrono::nanoseconds> time,
                     const system::Interrupt& interrupt, Output& output) {
  const auto end = end_of(time);
  // Who does not read the trace must not keep the faults in force.
  output.wait_until(end, interrupt.fd());
  while (true) {
    const auto pause = session.pump();
    if (output.error() != 0) return Ending::output;
    if (interrupt.interrupted()) return Ending::interrupt;
    if (target.is_gone()) return Ending::target_gone;
    if (Clock::now() >= end) return Ending::time;
    pollfd fds[] = {{interrupt.fd(), POLLIN, 0}, {target.fd(), target.events(), 0}};
    system::poll_until(fds, pause ? std::min(end, Clock::now() + *pause) : end);
  }
}

}  // namespace mishap::live
