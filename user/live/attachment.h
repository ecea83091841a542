// A session on something that runs already, until its time is over.
#pragma once

#include <chrono>
#include <optional>

#include "user/live/session.h"
#include "user/live/target.h"
#include "user/system/interrupt.h"

namespace mishap::live {

/// Why an attachment is over.
enum class Ending : uint8_t {
  time,         ///< Of --for.
  interrupt,    ///< A signal.
  target_gone,  ///< The process has ended, the cgroup is empty.
  output,       ///< Nobody reads the trace any more.
};

/// Waits, while the started session pumps, until `time` is over, a signal comes or the target is
/// gone. All that is given must outlive the call; the session is left to be finished.
Ending stay_attached(Session& session, Target& target, std::optional<std::chrono::nanoseconds> time,
                     const system::Interrupt& interrupt, Output& output);

}  // namespace mishap::live
