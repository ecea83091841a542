// One descriptor that ends every wait of a test.
#include "user/run/cancel.h"

#include <cerrno>

#include <sys/epoll.h>
#include <sys/timerfd.h>

#include "user/system/wait.h"

namespace mishap::run {

Result<Cancel> Cancel::after(std::chrono::milliseconds ceiling, int interrupt_fd) {
  Cancel cancel;
  cancel.interrupt_fd_ = interrupt_fd;
  cancel.timer_ =
      system::FileDescriptor(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  cancel.both_ = system::FileDescriptor(epoll_create1(EPOLL_CLOEXEC));
  if (!cancel.timer_.valid() || !cancel.both_.valid())
    return fail_errno("timer of the test", errno);
  itimerspec when{};
  when.it_value.tv_sec = ceiling.count() / 1000;
  when.it_value.tv_nsec = ceiling.count() % 1000 * 1'000'000;
  if (timerfd_settime(cancel.timer_.get(), 0, &when, nullptr) != 0)
    return fail_errno("timer of the test", errno);
  for (const int fd : {cancel.timer_.get(), interrupt_fd}) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    if (fd >= 0 && epoll_ctl(cancel.both_.get(), EPOLL_CTL_ADD, fd, &event) != 0)
      return fail_errno("timer of the test", errno);
  }
  return cancel;
}

bool Cancel::interrupted() const {
  return system::is_readable(interrupt_fd_);
}
bool Cancel::expired() const {
  return system::is_readable(timer_.get());
}

}  // namespace mishap::run
