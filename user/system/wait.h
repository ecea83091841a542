// The one way to sleep until something happens.
#pragma once

#include <poll.h>

#include <chrono>
#include <span>

namespace mishap::system {

/// Polls until a descriptor is ready (then true, see their revents) or the deadline has passed
/// (then false). Signals don't end it; descriptors of -1 are ignored.
bool poll_until(std::span<pollfd> fds, std::chrono::steady_clock::time_point deadline);

/// Whether the descriptor is readable right now; false for -1.
bool is_readable(int fd);

}  // namespace mishap::system
