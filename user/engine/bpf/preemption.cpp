// The preemption model of the running kernel.
#include "user/engine/bpf/preemption.h"

#include <fstream>
#include <string>

#include <sys/utsname.h>

namespace mishap::engine {
namespace {

std::string first_line(const char* file) {
  std::ifstream input(file);
  std::string line;
  std::getline(input, line);
  return line;
}

/// Lazy (Linux 6.13) preempts in the kernel as well, from the next tick on.
bool names_full(const std::string& text, const std::string& prefix) {
  return text.find(prefix + "full") != std::string::npos ||
         text.find(prefix + "lazy") != std::string::npos;
}

}  // namespace

bool preempts_fully() {
  // "none voluntary (full)": the one in brackets is in force.
  const std::string model = first_line("/sys/kernel/debug/sched/preempt");
  if (!model.empty()) return names_full(model, "(");
  const std::string command_line = first_line("/proc/cmdline");
  if (command_line.find("preempt=") != std::string::npos)
    return names_full(command_line, "preempt=");
  // No choice at boot: the version string says how it was built. PREEMPT_DYNAMIC defaults to full
  // only where CONFIG_PREEMPT is set; without debugfs the safe answer for it is yes.
  utsname name = {};
  uname(&name);
  return std::string(name.version).find("PREEMPT") != std::string::npos;
}

}  // namespace mishap::engine
