// write(2), until all is out.
#include "user/live/output.h"

#include <cerrno>
#include <string_view>

#include <poll.h>
#include <unistd.h>

namespace mishap::live {

void Output::write(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty() && error_ == 0) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<size_t>(written));
    } else if (errno == EAGAIN) {
      // A program that shares the terminal or pipe with mishap may have made it non-blocking.
      pollfd writable{fd_, POLLOUT, 0};
      poll(&writable, 1, -1);
    } else if (errno != EINTR) {
      error_ = errno;
    }
  }
}

}  // namespace mishap::live
