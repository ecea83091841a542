// Starts a program by clone3 straight into its cgroup. Between clone and exec the child makes bare,
// async-signal-safe calls only: mishap has other threads, whose locks a child would find held for
// ever.
#include "user/system/launch.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <linux/sched.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace mishap::system {
namespace {

/// What the child reports through the pipe when it could not become the program.
struct Failure {
  enum Stage : int { join_cgroup, set_up, exec } stage;
  int error_number;
};

/// All that the child needs, made before it exists.
struct Recipe {
  const char* binary;
  char* const* argv;
  char* const* envp;
  bool foreground;      ///< Keeps mishap's session and descriptors.
  SignalState signals;
  int standard[3];  ///< Become 0, 1, 2; all of them >= 3. Not for one in the foreground.
  int report_fd;    ///< Closed by a successful exec.
  int procs_fd;     ///< cgroup.procs, when clone3 could not place the child; else -1.
  int highest_fd;   ///< For kernels without close_range.
};

[[noreturn]] void give_up(const Recipe& recipe, Failure::Stage stage) {
  const Failure failure{stage, errno};
  (void)!write(recipe.report_fd, &failure, sizeof failure);
  _exit(127);
}

/// A session and standard streams of its own, and no other descriptor.
void leave_foreground(const Recipe& recipe) {
  if (setsid() < 0) give_up(recipe, Failure::set_up);
  for (int fd = 0; fd < 3; fd++)
    if (dup2(recipe.standard[fd], fd) < 0) give_up(recipe, Failure::set_up);
  if (syscall(SYS_close_range, 3u, ~0u, CLOSE_RANGE_CLOEXEC) != 0)  // Linux 5.11
    for (int fd = 3; fd <= recipe.highest_fd; fd++) fcntl(fd, F_SETFD, FD_CLOEXEC);
}

[[noreturn]] void run_child(const Recipe& recipe) {
  if (recipe.procs_fd >= 0 && write(recipe.procs_fd, "0", 1) != 1)
    give_up(recipe, Failure::join_cgroup);
  if (!recipe.foreground) leave_foreground(recipe);
  recipe.signals.apply();
  execve(recipe.binary, recipe.argv, recipe.envp);
  give_up(recipe, Failure::exec);
}

/// fork() into the cgroup, with a pidfd. Returns 0 in the child.
long clone_into(int cgroup_fd, int* pidfd) {
  clone_args args{};
  args.flags = CLONE_PIDFD;
  args.pidfd = reinterpret_cast<uintptr_t>(pidfd);
  args.exit_signal = SIGCHLD;
  if (cgroup_fd >= 0) {
    args.flags |= CLONE_INTO_CGROUP;  // Linux 5.7
    args.cgroup = static_cast<uint64_t>(cgroup_fd);
  }
  return syscall(SYS_clone3, &args, sizeof args);
}

/// Makes the child run the recipe. Where clone3 is missing or a sandbox forbids it, the child joins
/// its cgroup itself.
pid_t start_child(Recipe& recipe, int cgroup_fd, FileDescriptor& pidfd) {
  // No handler of ours may run in the child before exec.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  int raw_pidfd = -1;
  FileDescriptor procs;
  long pid = clone_into(cgroup_fd, &raw_pidfd);
  if (pid < 0 && (errno == ENOSYS || errno == EINVAL || errno == E2BIG || errno == EPERM)) {
    if (cgroup_fd >= 0)
      procs = FileDescriptor(openat(cgroup_fd, "cgroup.procs", O_WRONLY | O_CLOEXEC));
    recipe.procs_fd = procs.get();
    const bool can_join = cgroup_fd < 0 || procs.valid();
    if (can_join) pid = syscall(SYS_clone, CLONE_PIDFD | SIGCHLD, 0, &raw_pidfd, 0, 0);
  }
  if (pid == 0) run_child(recipe);
  const int error = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  pidfd = FileDescriptor(raw_pidfd);
  errno = error;
  return static_cast<pid_t>(pid);
}

std::vector<char*> pointers_to(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const std::string& each : strings) pointers.push_back(const_cast<char*>(each.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::unexpected<LaunchError> launch_failed(const std::string& binary, const Failure& failure) {
  Error error = fail_errno("cannot start " + binary, failure.error_number).error();
  error.code = "LAUNCH_FAILED";
  if (failure.stage == Failure::join_cgroup) error.message += " (joining its cgroup)";
  if (failure.stage == Failure::set_up) error.message += " (before exec)";
  if (failure.stage == Failure::exec && failure.error_number == ENOEXEC)
    error.hint = "it is neither a program for this machine nor a script that begins with #!";
  if (failure.stage == Failure::exec && failure.error_number == ENOENT &&
      access(binary.c_str(), F_OK) == 0)
    error.hint = "the file is there, but the interpreter or dynamic loader that it names is not";
  const int exec_errno = failure.stage == Failure::exec ? failure.error_number : 0;
  return std::unexpected(LaunchError{std::move(error), exec_errno});
}

/// A copy >= 3 of the descriptor, or of a /dev/null when it is -1: dup2 in the child can't clobber
/// it.
FileDescriptor standard_stream(int fd) {
  FileDescriptor null;
  if (fd < 0) null = FileDescriptor(open("/dev/null", O_RDWR | O_CLOEXEC));
  return FileDescriptor(fcntl(fd < 0 ? null.get() : fd, F_DUPFD_CLOEXEC, 3));
}

/// The child's report; nullopt when exec closed the pipe unused.
std::optional<Failure> read_report(int fd) {
  Failure failure{};
  ssize_t got;
  do got = read(fd, &failure, sizeof failure);
  while (got < 0 && errno == EINTR);
  if (got == sizeof failure) return failure;
  return std::nullopt;
}

}  // namespace

std::expected<Launched, LaunchError> launch(const LaunchOptions& options) {
  std::vector<std::string> arguments{options.argv0.empty() ? options.binary : options.argv0};
  arguments.insert(arguments.end(), options.args.begin(), options.args.end());
  const auto argv = pointers_to(arguments);
  const auto envp = pointers_to(options.env);
  const FileDescriptor in = standard_stream(-1);
  const FileDescriptor out = standard_stream(options.stdout_fd);
  const FileDescriptor err = standard_stream(options.stderr_fd);
  int ends[2];
  if (!in.valid() || !out.valid() || !err.valid() || pipe2(ends, O_CLOEXEC) != 0)
    return launch_failed(options.binary, {Failure::set_up, errno});
  FileDescriptor report(ends[0]);
  FileDescriptor child_end(fcntl(ends[1], F_DUPFD_CLOEXEC, 3));
  close(ends[1]);

  const int highest = static_cast<int>(std::min(sysconf(_SC_OPEN_MAX), 65'536L));
  Recipe recipe{.binary = options.binary.c_str(),
                .argv = argv.data(),
                .envp = envp.data(),
                .foreground = options.foreground.has_value(),
                .signals = options.foreground.value_or(SignalState::clean()),
                .standard = {in.get(), out.get(), err.get()},
                .report_fd = child_end.get(),
                .procs_fd = -1,
                .highest_fd = highest};
  Launched child;
  child.pid = start_child(recipe, options.cgroup_fd, child.pidfd);
  if (child.pid < 0) return launch_failed(options.binary, {Failure::set_up, errno});
  child_end.reset();
  if (const auto failure = read_report(report.get())) {
    waitpid(child.pid, nullptr, 0);
    return launch_failed(options.binary, *failure);
  }
  return child;
}

}  // namespace mishap::system
