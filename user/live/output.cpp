// write(2), until all is out.
#include "user/live/output.h"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string_view>

#include <poll.h>
#include <unistd.h>

#include "user/system/wait.h"

namespace mishap::live {

void Output::wait_until(std::chrono::steady_clock::time_point end, int cancel_fd) {
  end_ = end;
  cancel_fd_ = cancel_fd;
}

bool Output::wait_for_room() const {
  if (fd_ < 0) return true;  // poll() would ignore it; write() says what is wrong.
  pollfd fds[] = {{fd_, POLLOUT, 0}, {cancel_fd_, POLLIN, 0}};
  system::poll_until(fds, end_);
  return fds[0].revents != 0;
}

void Output::write(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty() && error_ == 0) {
    if (!wait_for_room()) {
      left_out_++;
      return;
    }
    // As much as a pipe that poll() calls writable takes without waiting.
    const ssize_t written = ::write(fd_, rest.data(), std::min<size_t>(rest.size(), PIPE_BUF));
    if (written >= 0)
      rest.remove_prefix(static_cast<size_t>(written));
    else if (errno != EINTR && errno != EAGAIN)
      error_ = errno;
  }
}

}  // namespace mishap::live
