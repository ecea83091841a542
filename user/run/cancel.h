// One descriptor that ends every wait of a test: the user's Ctrl-C, or the ceiling of a test's
// duration.
#pragma once

#include <chrono>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::run {

class Cancel {
 public:
  /// `interrupt_fd` is borrowed; -1 = nobody interrupts.
  static Result<Cancel> after(std::chrono::milliseconds ceiling, int interrupt_fd);

  /// Becomes readable, and stays so, when either has happened.
  int fd() const { return both_.get(); }
  bool interrupted() const;
  bool expired() const;
  bool cancelled() const { return interrupted() || expired(); }

 private:
  Cancel() = default;
  int interrupt_fd_ = -1;
  system::FileDescriptor timer_;
  system::FileDescriptor both_;  ///< An epoll of the two: readable when one of them is.
};

}  // namespace mishap::run
