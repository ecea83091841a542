// The least that a supervisor by seccomp user notification can do: take each call and let it run.
#pragma once

#include <sys/types.h>

namespace mishap::bench {

class NotifyLoop {
 public:
  NotifyLoop() = default;
  NotifyLoop(const NotifyLoop&) = delete;
  NotifyLoop& operator=(const NotifyLoop&) = delete;
  ~NotifyLoop();

  /// From now on this process's calls of that number go through another process. False, with the
  /// reason on stderr, when the kernel doesn't do that.
  bool supervise(int syscall_number);

 private:
  pid_t supervisor_ = -1;
};

}  // namespace mishap::bench
