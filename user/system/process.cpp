// Watches and ends the processes of services.
#include "user/system/process.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "user/system/launch.h"
#include "user/system/wait.h"

namespace mishap::system {
namespace {

constexpr auto kill_patience = std::chrono::seconds(5);

ExitStatus status_of(const siginfo_t& info) {
  if (info.si_code == CLD_EXITED) return {.code = info.si_status, .signal = 0};
  return {.code = 0, .signal = info.si_status};
}

/// A shell may start mishap with SIGCHLD ignored; the kernel would then throw exit statuses away.
void keep_exit_statuses() {
  struct sigaction now {};
  sigaction(SIGCHLD, nullptr, &now);
  if (now.sa_handler != SIG_IGN) return;
  now.sa_handler = SIG_DFL;
  sigaction(SIGCHLD, &now, nullptr);
}

}  // namespace

std::vector<std::string> environment_with(const std::map<std::string, std::string>& variables) {
  std::map<std::string, std::string> merged = variables;
  for (char** each = environ; each != nullptr && *each != nullptr; each++) {
    const std::string entry = *each;
    const size_t equals = entry.find('=');
    if (equals != std::string::npos)
      merged.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  std::vector<std::string> out;
  for (const auto& [key, value] : merged) out.push_back(key + "=" + value);
  return out;
}

Result<Process> Process::spawn(const LaunchOptions& options) {
  auto process = start(options);
  if (!process) return std::unexpected(std::move(process.error().error));
  return std::move(*process);
}

std::expected<Process, LaunchError> Process::start(const LaunchOptions& options) {
  keep_exit_statuses();
  auto launched = launch(options);
  if (!launched) return std::unexpected(std::move(launched.error()));
  return Process(launched->pid, std::move(launched->pidfd));
}

Process::Process(Process&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)),
      pidfd_(std::move(other.pidfd_)),
      status_(std::exchange(other.status_, std::nullopt)) {}

Process& Process::operator=(Process&& other) noexcept {
  if (this != &other) {
    kill_and_reap();
    pid_ = std::exchange(other.pid_, -1);
    pidfd_ = std::move(other.pidfd_);
    status_ = std::exchange(other.status_, std::nullopt);
  }
  return *this;
}

Process::~Process() { kill_and_reap(); }

void Process::kill_and_reap() noexcept {
  if (!pidfd_.valid() || exit_status()) return;
  send_signal(SIGKILL);
  wait(kill_patience);
}

std::optional<ExitStatus> Process::exit_status() {
  if (status_ || !pidfd_.valid()) return status_;
  siginfo_t info{};
  const int got = waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WEXITED | WNOHANG);
  if (got == 0 && info.si_pid != 0) status_ = status_of(info);
  return status_;
}

std::optional<ExitStatus> Process::wait(std::chrono::milliseconds patience, int cancel_fd) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  pollfd fds[] = {{pidfd_.get(), POLLIN, 0}, {cancel_fd, POLLIN, 0}};
  if (!exit_status()) poll_until(fds, deadline);
  return exit_status();
}

std::optional<int> Process::stop_signal() {
  siginfo_t info{};
  if (!pidfd_.valid() || status_) return std::nullopt;
  const int got = waitid(P_PIDFD, static_cast<id_t>(pidfd_.get()), &info, WSTOPPED | WNOHANG);
  if (got != 0 || info.si_pid == 0) return std::nullopt;
  return info.si_status;
}

void Process::send_signal(int signal) {
  if (!pidfd_.valid() || status_) return;
  syscall(SYS_pidfd_send_signal, pidfd_.get(), signal, nullptr, 0);
}

Result<ExitStatus> stop_service(Process& process, Cgroup& cgroup,
                                std::chrono::milliseconds patience, int hurry_fd) {
  process.send_signal(SIGTERM);
  process.send_signal(SIGCONT);  // A stopped process does not even see SIGTERM.
  process.wait(patience, hurry_fd);
  const auto emptied = cgroup.kill(kill_patience);
  process.send_signal(SIGKILL);  // For one that has left its cgroup.
  const auto status = process.wait(kill_patience);
  if (!emptied) return std::unexpected(emptied.error());
  if (!status) return fail("process " + std::to_string(process.pid()) + " survived SIGKILL");
  return *status;
}

}  // namespace mishap::system
