// Ends the body of a test that makes no step.
#include "user/run/cancel_watch.h"

#include <array>
#include <chrono>
#include <utility>

#include <poll.h>
#include <sys/eventfd.h>

#include "user/system/wait.h"

namespace mishap::run {
namespace {

constexpr std::chrono::milliseconds again_after{20};

}  // namespace

CancelWatch::CancelWatch(int cancel_fd, std::function<void()> on_cancel)
    : done_(eventfd(0, EFD_CLOEXEC)) {
  thread_ = std::thread([done = done_.get(), cancel_fd, on_cancel = std::move(on_cancel)] {
    std::array<pollfd, 2> fds{{{done, POLLIN, 0}, {cancel_fd, POLLIN, 0}}};
    system::poll_until(fds, std::chrono::steady_clock::now() + std::chrono::hours(24));
    while (fds[0].revents == 0 && fds[1].revents != 0) {
      on_cancel();
      system::poll_until({fds.data(), 1}, std::chrono::steady_clock::now() + again_after);
    }
  });
}

CancelWatch::~CancelWatch() {
  eventfd_write(done_.get(), 1);
  thread_.join();
}

}  // namespace mishap::run
