// Ctrl-C, SIGTERM and SIGHUP as descriptors that every blocking wait polls, so that cleanup always
// runs.
#pragma once

#include "user/plan/error.h"

namespace mishap::system {

/// While one lives, the first such signal makes fd() readable and the second one hurry_fd(); both
/// stay so. Signals that were ignored when it was made (nohup) stay ignored. SIGPIPE is ignored
/// meanwhile: a closed stdout must not end mishap before it has cleaned up. The destructor restores
/// what was. At most one lives at a time.
class Interrupt {
 public:
  static Result<Interrupt> install();
  Interrupt(Interrupt&& other) noexcept;
  Interrupt& operator=(Interrupt&&) = delete;
  ~Interrupt();

  /// Readable once the run is to end: give up what you wait for, then clean up.
  int fd() const;
  /// Readable once the user has asked twice: clean up without waiting for services to end by
  /// themselves.
  int hurry_fd() const;
  /// The first signal that came; 0 while none has.
  int signal() const;
  bool interrupted() const { return signal() != 0; }

 private:
  Interrupt() = default;
  bool active_ = true;
};

}  // namespace mishap::system
