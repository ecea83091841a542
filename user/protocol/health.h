// Waits for a service to become ready.
#pragma once

#include <chrono>
#include <string>

#include "user/plan/error.h"
#include "user/plan/plan.h"
#include "user/system/process.h"

namespace mishap::protocol {

/// Tries the check every few milliseconds until it succeeds: tcp accepts a connection, http answers
/// 200..399. Returns how long that took. Errors, with the place of the check:
/// - LAUNCH_FAILED `service "X" exited before becoming ready (exit code 1)`, at once when the
///   process ends;
/// - HEALTHCHECK_TIMEOUT `service "X" not ready after 10s: connect to localhost:5432: connection
///   refused`;
/// - INTERRUPTED when `cancel_fd` becomes readable; and plain ones for a target that makes no
///   sense.
Result<std::chrono::nanoseconds> await_ready(const std::string& service,
                                             const plan::Healthcheck& check,
                                             system::Process& process, int cancel_fd = -1);

}  // namespace mishap::protocol
