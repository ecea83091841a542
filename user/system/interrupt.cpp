// A signal handler that writes to eventfds: the one thing it may do, and all that poll needs.
#include "user/system/interrupt.h"

#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <utility>

namespace mishap::system {
namespace {

constexpr std::array caught = {SIGINT, SIGTERM, SIGHUP};

// Signal handlers are process-wide, and so is what they reach.
std::atomic<int> first_signal = 0;
std::atomic<int> first_fd = -1, second_fd = -1;
std::array<struct sigaction, caught.size()> before{};
struct sigaction pipe_before {};

void on_signal(int signal) {
  const int error = errno;
  int none = 0;
  const bool first = first_signal.compare_exchange_strong(none, signal);
  const uint64_t one = 1;
  (void)!write(first ? first_fd : second_fd, &one, sizeof one);
  errno = error;
}

void close_descriptors() {
  for (auto* fd : {&first_fd, &second_fd})
    if (const int old = fd->exchange(-1); old >= 0) close(old);
}

}  // namespace

Result<Interrupt> Interrupt::install() {
  if (first_fd >= 0) return fail("signals are caught already");
  first_signal = 0;
  first_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  second_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (first_fd < 0 || second_fd < 0) {
    const int error = errno;
    close_descriptors();
    return fail_errno("cannot make an eventfd for signals", error);
  }
  for (size_t i = 0; i < caught.size(); i++) {
    struct sigaction action {};
    action.sa_handler = on_signal;
    action.sa_flags = SA_RESTART;
    sigaction(caught[i], nullptr, &before[i]);
    if (before[i].sa_handler != SIG_IGN) sigaction(caught[i], &action, nullptr);
  }
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &pipe_before);
  return Interrupt();
}

Interrupt::Interrupt(Interrupt&& other) noexcept : active_(std::exchange(other.active_, false)) {}

Interrupt::~Interrupt() {
  if (!active_) return;
  for (size_t i = 0; i < caught.size(); i++) sigaction(caught[i], &before[i], nullptr);
  sigaction(SIGPIPE, &pipe_before, nullptr);
  close_descriptors();
}

int Interrupt::fd() const { return first_fd; }
int Interrupt::hurry_fd() const { return second_fd; }
int Interrupt::signal() const { return first_signal; }

}  // namespace mishap::system
