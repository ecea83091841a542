// Names signals and tells exits.
#include "user/system/exit_status.h"

#include <signal.h>
#include <string.h>

namespace mishap::system {

std::string signal_name(int signal) {
  if (const char* abbreviation = sigabbrev_np(signal)) return std::string("SIG") + abbreviation;
  if (signal == SIGRTMIN) return "SIGRTMIN";
  if (signal > SIGRTMIN && signal <= SIGRTMAX)
    return "SIGRTMIN+" + std::to_string(signal - SIGRTMIN);
  return "signal " + std::to_string(signal);
}

std::string ExitStatus::text() const {
  if (signal != 0) return "killed by " + signal_name(signal);
  return "exit code " + std::to_string(code);
}

}  // namespace mishap::system
