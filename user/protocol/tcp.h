// The line client of tcp steps: one line there, one line back.
#pragma once

#include <string>

#include "user/plan/error.h"
#include "user/plan/response.h"

namespace mishap::protocol {

/// Connects, sends the data and a newline, reads one line (at most 64 KiB) and returns it trimmed;
/// "" when the peer closes without a word. Errors read "tcp send failed: ...". Gives up at once
/// when `cancel_fd` becomes readable.
Result<std::string> tcp_send(const plan::TcpRequest& request, int cancel_fd = -1);

}  // namespace mishap::protocol
