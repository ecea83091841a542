// How a process ended, and how that is told.
#pragma once

#include <string>

namespace mishap::system {

struct ExitStatus {
  int code = 0;    ///< exit()'s argument; 0 when a signal ended the process.
  int signal = 0;  ///< The signal that ended it; 0 when it exited by itself.

  bool success() const { return code == 0 && signal == 0; }
  /// What a shell would give: the exit code, or 128 + signal.
  int shell_code() const { return signal != 0 ? 128 + signal : code; }
  /// "exit code 3", "killed by SIGSEGV".
  std::string text() const;
};

/// 11 -> "SIGSEGV"; real-time signals as "SIGRTMIN+2".
std::string signal_name(int signal);

}  // namespace mishap::system
