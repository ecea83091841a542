// Looks at a running process that faults are to be armed for.
#pragma once

#include <string>

#include <sys/types.h>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::system {

struct ProcessTarget {
  pid_t pid = -1;
  std::string command;      ///< Its comm.
  FileDescriptor pidfd;     ///< Becomes readable when the process has ended.
  bool has_mishap = false;  ///< It is mishap or one of its ancestors.
};

/// The process with this pid. Errors: there is none; it has ended and nobody has asked how (a
/// zombie); a thread of the kernel; a thread of another process; mishap does not run in the initial
/// pid namespace, so that its pids are not the kernel's.
Result<ProcessTarget> find_process(pid_t pid);

/// What /proc/PID/stat tells; for tests.
struct ProcessState {
  char state = '?';  ///< 'Z' or 'X': it has ended.
  pid_t parent = 0;
  bool kernel_thread = false;
};

/// Reads a line of /proc/PID/stat; false when it hasn't the format.
bool parse_process_stat(const std::string& line, ProcessState& state);

}  // namespace mishap::system
