// Launches, passes signals on, waits.
#include "user/live/program.h"

#include <algorithm>
#include <chrono>

#include <signal.h>
#include <unistd.h>

#include "user/system/population.h"
#include "user/system/wait.h"

namespace mishap::live {
namespace {

using Clock = std::chrono::steady_clock;

bool ends_programs(int signal) {
  return signal == SIGINT || signal == SIGTERM || signal == SIGHUP || signal == SIGQUIT;
}

/// Stops by which a shell takes the terminal away from a job. SIGSTOP is left out: who sends it to
/// the program alone will continue the program alone.
bool is_job_control(int signal) {
  return signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU;
}

/// Lets the shell see a stopped job. When it continues that, this goes on here.
void stop_too() {
  kill(getpid(), SIGSTOP);
}

/// What the terminal makes of its keys and its size goes to the whole foreground process group;
/// that it has hung up, to the leader of the session alone.
bool goes_to_group(int signal) {
  return signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP || signal == SIGWINCH;
}

bool has_got(const system::Process& process, const system::CaughtSignal& signal) {
  return signal.from_kernel && goes_to_group(signal.number) && getpgid(process.pid()) == getpgrp();
}

/// Says whose it is; as a name of a directory it must not grow too long.
std::string cgroup_name(const std::string& program) {
  return program.substr(program.rfind('/') + 1).substr(0, 60);
}

std::unexpected<system::LaunchError> cannot_run(Error error) {
  return std::unexpected(system::LaunchError{std::move(error), 0});
}

}  // namespace

std::expected<system::ExitStatus, system::LaunchError> Program::run() {
  auto cgroup =
      system::Cgroup::create(cgroup_name(options_.words.front()), {}, system::Tenants::users);
  if (!cgroup) return cannot_run(std::move(cgroup.error()));
  cgroup_ = std::move(*cgroup);
  if (engine::Engine* engine = session_.engine()) {
    const Result<engine::ScopeId> scope = engine->add_scope(cgroup_->id(), cgroup_->path());
    if (!scope) return cannot_run(scope.error());
    if (Result<void> armed = session_.start(*scope); !armed) return cannot_run(armed.error());
  }
  while (const auto signal = signals_.next())
    if (ends_programs(signal->number))
      return system::ExitStatus{.code = 0, .signal = signal->number};
  auto process = start();
  if (!process) return std::unexpected(std::move(process.error()));
  wait(*process);
  return *process->exit_status();
}

std::expected<system::Process, system::LaunchError> Program::start() {
  system::LaunchOptions launch;
  launch.binary = options_.path;
  launch.argv0 = options_.words.front();
  launch.args.assign(options_.words.begin() + 1, options_.words.end());
  for (char** each = environ; *each != nullptr; each++) launch.env.emplace_back(*each);
  launch.cgroup_fd = cgroup_->directory_fd();
  launch.foreground = options_.signals;
  return system::Process::start(launch);
}

void Program::wait(system::Process& process) {
  auto population = system::Population::watch(cgroup_->path());
  const auto others_run = [&] { return population && population->populated(); };
  while (true) {
    const auto pause = session_.pump();
    // Asked every time: cgroup.events stays ready for poll until it is read again.
    const bool others = others_run();
    if (process.exit_status() && !others) return;
    // A pidfd stays readable for ever once the process has ended.
    pollfd fds[] = {{signals_.fd(), POLLIN, 0},
                    {process.exit_status() ? -1 : process.pidfd(), POLLIN, 0},
                    {population ? population->fd() : -1, POLLPRI, 0}};
    system::poll_until(fds, pause ? Clock::now() + *pause : Clock::time_point::max());
    if (!take_signals(process)) return;
  }
}

bool Program::take_signals(system::Process& process) {
  while (const auto signal = signals_.next()) {
    const bool runs = !process.exit_status();
    if (signal->number == SIGCHLD) {
      const auto stop = process.stop_signal();
      if (stop && is_job_control(*stop)) stop_too();
    } else if (runs) {
      if (!has_got(process, *signal)) process.send_signal(signal->number);
    } else if (ends_programs(signal->number)) {
      return false;
    } else if (signal->number == SIGTSTP) {
      stop_too();
    }
  }
  return true;
}

}  // namespace mishap::live
