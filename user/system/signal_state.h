// Which signals a process would hand on to a program that it executes: ignored ones and the mask.
#pragma once

#include <signal.h>

namespace mishap::system {

/// exec resets handlers, and hands these on.
struct SignalState {
  sigset_t ignored;
  sigset_t blocked;  ///< Of the calling thread.

  /// Of this process. To be asked before mishap sets dispositions of its own: what it was started
  /// with is what a program that it starts is to get (nohup).
  static SignalState current();
  /// Nothing ignored, nothing blocked.
  static SignalState clean();
  /// Makes this the state of the process. Async-signal-safe: for a child before exec.
  void apply() const;
};

}  // namespace mishap::system
