// Ends the body of a test that makes no step, when its run is cancelled: a loop in a spec polls no
// descriptor.
#pragma once

#include <functional>
#include <thread>

#include "user/system/file_descriptor.h"

namespace mishap::run {

class CancelWatch {
 public:
  /// Calls on_cancel, from a thread of its own, when cancel_fd (borrowed) becomes readable while
  /// this lives, and then again every 20 ms: a body that begins just now forgets earlier calls.
  CancelWatch(int cancel_fd, std::function<void()> on_cancel);
  CancelWatch(const CancelWatch&) = delete;
  CancelWatch& operator=(const CancelWatch&) = delete;
  /// When it returns, on_cancel is not running and won't be called any more.
  ~CancelWatch();

 private:
  system::FileDescriptor done_;
  std::thread thread_;
};

}  // namespace mishap::run
