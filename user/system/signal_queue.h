// Signals to mishap as things to read, with what the kernel tells of their senders.
#pragma once

#include <initializer_list>
#include <optional>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"
#include "user/system/signal_state.h"

namespace mishap::system {

struct CaughtSignal {
  int number = 0;
  /// The kernel sent it: of those that a keyboard makes, to all of the terminal's foreground group.
  bool from_kernel = false;
};

/// While one lives, these signals are blocked in the calling thread and those that it starts, and
/// wait here. Those that were ignored when it was made stay ignored and never appear.
class SignalQueue {
 public:
  static Result<SignalQueue> open(std::initializer_list<int> signals);
  SignalQueue(SignalQueue&& other) noexcept;
  SignalQueue& operator=(SignalQueue&&) = delete;
  /// Restores the mask.
  ~SignalQueue();

  int fd() const { return fd_.get(); }  ///< Readable when a signal waits.
  std::optional<CaughtSignal> next();   ///< Never waits.

 private:
  SignalQueue(FileDescriptor fd, const sigset_t& blocked_before)
      : fd_(std::move(fd)), blocked_before_(blocked_before) {}
  FileDescriptor fd_;
  sigset_t blocked_before_;
};

}  // namespace mishap::system
