// A service's process: started inside its cgroup, watched by a pidfd, ended with its whole cgroup.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/system/cgroup.h"
#include "user/system/exit_status.h"
#include "user/system/file_descriptor.h"
#include "user/system/signal_state.h"

namespace mishap::system {

/// What to start. Descriptors are borrowed: the caller closes its own copies after spawn().
struct LaunchOptions {
  std::string binary;             ///< A path, as resolve_binary() gives it.
  std::string argv0 = {};         ///< Empty = the binary.
  std::vector<std::string> args;  ///< Without argv[0].
  std::vector<std::string> env;   ///< All of the environment, "KEY=VALUE"; see environment_with().
  int cgroup_fd = -1;             ///< Cgroup::directory_fd(); -1 = stay in mishap's cgroup.
  int stdout_fd = -1;             ///< -1 = /dev/null.
  int stderr_fd = -1;             ///< -1 = /dev/null.
  /// Given, the program is to notice nothing of mishap: it stays in mishap's session and process
  /// group, keeps its standard streams and all descriptors that are not close-on-exec, and gets
  /// these signals ignored and blocked.
  std::optional<SignalState> foreground = {};
};

/// Why a program could not be started.
struct LaunchError {
  Error error;
  int exec_errno = 0;  ///< What exec itself said; 0 when it never came to that.
};

/// mishap's own environment with these variables added or replaced.
std::vector<std::string> environment_with(const std::map<std::string, std::string>& variables);

/// A child process. It runs in mishap's working directory, unless in the foreground as leader of its
/// own session (so Ctrl-C
/// on the terminal reaches mishap alone), with stdin on /dev/null, no inherited descriptors and
/// default signals. The destructor kills and reaps the process itself; its descendants are the
/// Cgroup's affair.
class Process {
 public:
  /// Starts it; it is in its cgroup before its first instruction. Returns when exec has succeeded;
  /// a failing exec is an error with code LAUNCH_FAILED that names the binary.
  static Result<Process> spawn(const LaunchOptions& options);
  /// The same, for who needs to know what exec said.
  static std::expected<Process, LaunchError> start(const LaunchOptions& options);
  Process(Process&& other) noexcept;
  Process& operator=(Process&& other) noexcept;
  ~Process();

  pid_t pid() const { return pid_; }
  int pidfd() const { return pidfd_.get(); }  ///< Becomes readable when the process has ended.
  /// How it ended; nullopt while it runs. Never waits. The answer is kept, so asking again is fine.
  std::optional<ExitStatus> exit_status();
  /// Waits for its end up to `patience`, or until `cancel_fd` is readable; nullopt when it still
  /// runs then.
  std::optional<ExitStatus> wait(std::chrono::milliseconds patience, int cancel_fd = -1);
  /// The signal that has stopped it since the last call; nullopt when none has.
  std::optional<int> stop_signal();
  /// Sends a signal to this process alone; nothing happens when it has ended.
  void send_signal(int signal);

 private:
  Process(pid_t pid, FileDescriptor pidfd) : pid_(pid), pidfd_(std::move(pidfd)) {}
  void kill_and_reap() noexcept;
  pid_t pid_ = -1;
  FileDescriptor pidfd_;
  std::optional<ExitStatus> status_;
};

/// Ends a service: SIGTERM to its process, up to `patience` for it to go (cut short when
/// `hurry_fd`, such as Interrupt::hurry_fd(), is readable), then SIGKILL to all that is left in its
/// cgroup. Returns how the process ended; an error when something survived even SIGKILL for 5 s.
Result<ExitStatus> stop_service(Process& process, Cgroup& cgroup,
                                std::chrono::milliseconds patience = std::chrono::seconds(2),
                                int hurry_fd = -1);

}  // namespace mishap::system
