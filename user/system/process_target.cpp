// Asks pidfd_open and /proc.
#include "user/system/process_target.h"

#include <cerrno>
#include <fstream>
#include <iterator>
#include <sstream>

#include <sys/syscall.h>
#include <unistd.h>

#include "user/system/pid_namespace.h"
#include "user/system/proc.h"
#include "user/system/wait.h"

namespace mishap::system {
namespace {

constexpr unsigned long pf_kthread = 0x00200000;

std::string read_all(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string of_proc(pid_t pid, const char* file) {
  return read_all("/proc/" + std::to_string(pid) + "/" + file);
}

/// The process that a thread belongs to; 0 when there is no such thread.
pid_t process_of(pid_t thread) {
  std::istringstream in(of_proc(thread, "status"));
  for (std::string key; in >> key;)
    if (pid_t tgid = 0; key == "Tgid:" && in >> tgid) return tgid;
  return 0;
}

bool is_mishap_or_ancestor(pid_t pid) {
  ProcessState state;
  for (pid_t each = getpid(); each > 0; each = state.parent) {
    if (each == pid) return true;
    if (!parse_process_stat(of_proc(each, "stat"), state)) return false;
  }
  return false;
}

}  // namespace

bool parse_process_stat(const std::string& line, ProcessState& state) {
  // The second field, "(comm)", may itself hold blanks and brackets: what follows its last bracket
  // counts.
  const size_t bracket = line.rfind(')');
  if (bracket == std::string::npos) return false;
  std::istringstream in(line.substr(bracket + 1));
  long skipped = 0;
  unsigned long flags = 0;
  if (!(in >> state.state >> state.parent)) return false;
  for (int field = 5; field < 9; field++) in >> skipped;
  if (!(in >> flags)) return false;
  state.kernel_thread = (flags & pf_kthread) != 0;
  return true;
}

Result<ProcessTarget> find_process(pid_t pid) {
  const std::string name = "pid " + std::to_string(pid);
  if (!in_initial_pid_namespace())
    return fail("mishap runs in a pid namespace of its own, where pids are not the kernel's",
                "run it outside of the container, or attach to a cgroup");
  ProcessTarget target;
  target.pid = pid;
  target.pidfd = FileDescriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)));
  if (!target.pidfd.valid()) {
    const int error = errno;
    const pid_t process = process_of(pid);
    if (process > 0 && process != pid)
      return fail(name + " is a thread of process " + std::to_string(process),
                  "attach to pid:" + std::to_string(process) + ": faults are on all its threads");
    if (error == ESRCH) return fail("no process has " + name);
    return fail_errno("cannot watch " + name, error);
  }
  ProcessState state;
  const bool known = parse_process_stat(of_proc(pid, "stat"), state);
  target.command = process_command(pid);
  if (known && state.kernel_thread)
    return fail(name + " (" + target.command +
                ") is a thread of the kernel and makes no system calls");
  // A leader that has ended shows as a zombie though its threads run on; the pidfd knows.
  if (!known || is_readable(target.pidfd.get()))
    return fail(name + " has ended" +
                (known ? ", and its parent has not asked for its exit status (a zombie)" : ""));
  target.has_mishap = is_mishap_or_ancestor(pid);
  return target;
}

}  // namespace mishap::system
