// A signalfd.
#include "user/system/signal_queue.h"

#include <cerrno>
#include <utility>

#include <sys/signalfd.h>
#include <unistd.h>

namespace mishap::system {

Result<SignalQueue> SignalQueue::open(std::initializer_list<int> signals) {
  const SignalState before = SignalState::current();
  sigset_t wanted;
  sigemptyset(&wanted);
  // A signal that is blocked waits here even when it is ignored, so the ignored ones are left out.
  for (const int signal : signals)
    if (sigismember(&before.ignored, signal) != 1) sigaddset(&wanted, signal);
  FileDescriptor fd(signalfd(-1, &wanted, SFD_CLOEXEC | SFD_NONBLOCK));
  if (!fd.valid()) return fail_errno("cannot make a signalfd", errno);
  sigset_t blocked;
  pthread_sigmask(SIG_BLOCK, &wanted, &blocked);
  return SignalQueue(std::move(fd), blocked);
}

SignalQueue::SignalQueue(SignalQueue&& other) noexcept
    : fd_(std::move(other.fd_)), blocked_before_(other.blocked_before_) {}

SignalQueue::~SignalQueue() {
  if (!fd_.valid()) return;
  while (next()) {
    // One that came too late to be passed on must not end mishap now.
  }
  pthread_sigmask(SIG_SETMASK, &blocked_before_, nullptr);
}

std::optional<CaughtSignal> SignalQueue::next() {
  signalfd_siginfo info{};
  if (read(fd_.get(), &info, sizeof info) != sizeof info) return std::nullopt;
  return CaughtSignal{static_cast<int>(info.ssi_signo), info.ssi_code == SI_KERNEL};
}

}  // namespace mishap::system
