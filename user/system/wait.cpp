// ppoll with a deadline.
#include "user/system/wait.h"

#include <algorithm>
#include <cerrno>

namespace mishap::system {

bool poll_until(std::span<pollfd> fds, std::chrono::steady_clock::time_point deadline) {
  using namespace std::chrono;
  while (true) {
    for (pollfd& each : fds) each.revents = 0;
    const auto left = std::max(nanoseconds(0), nanoseconds(deadline - steady_clock::now()));
    const timespec timeout{left.count() / 1'000'000'000, left.count() % 1'000'000'000};
    const int ready = ppoll(fds.data(), fds.size(), &timeout, nullptr);
    if (ready >= 0) return ready > 0;
    if (errno != EINTR) return false;
  }
}

bool is_readable(int fd) {
  pollfd one{fd, POLLIN, 0};
  return poll_until({&one, 1}, {}) && (one.revents & POLLIN) != 0;
}

}  // namespace mishap::system
