// One program that the user runs under mishap, which it does not notice.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "user/live/session.h"
#include "user/system/cgroup.h"
#include "user/system/process.h"
#include "user/system/signal_queue.h"

namespace mishap::live {

struct ProgramOptions {
  std::string path;                ///< system::find_program().
  std::vector<std::string> words;  ///< The command: its name as typed, and its arguments.
  system::SignalState signals;     ///< What mishap was started with.
};

/// The program with all its descendants, in a cgroup of its own. Signals that mishap gets are
/// passed on to it; where the terminal has sent one to both already, it is not sent twice.
class Program {
 public:
  /// The session and the signals, which must be run_signals, must outlive this.
  Program(ProgramOptions options, system::SignalQueue& signals, Session& session)
      : options_(std::move(options)), signals_(signals), session_(session) {}

  /// The signals to have queued from before the engine is opened.
  static constexpr std::initializer_list<int> run_signals = {
      SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGWINCH, SIGCONT, SIGTSTP, SIGCHLD};

  /// Starts it with the session's rules in force, and waits until it and all its descendants have
  /// ended; once it has ended itself, SIGINT, SIGTERM, SIGHUP or SIGQUIT ends the waiting for the
  /// others, which run on. The session is left to be finished. Returns how the program ended; a
  /// signal that came before it was started counts as its end.
  std::expected<system::ExitStatus, system::LaunchError> run();

 private:
  std::expected<system::Process, system::LaunchError> start();
  void wait(system::Process& process);
  /// Whether to go on waiting.
  bool take_signals(system::Process& process);

  ProgramOptions options_;
  system::SignalQueue& signals_;
  Session& session_;
  /// Goes last: the session's rules are on it.
  std::optional<system::Cgroup> cgroup_;
};

}  // namespace mishap::live
