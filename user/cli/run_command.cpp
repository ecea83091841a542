// mishap run: one program under faults.
#include <cerrno>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "user/cli/commands.h"
#include "user/cli/exit_codes.h"
#include "user/cli/live_setup.h"
#include "user/live/program.h"
#include "user/system/program.h"

namespace mishap::cli {
namespace {

/// A standard stream that mishap was started without must not become one of its other descriptors.
/// The program is started without it all the same.
void fill_standard_streams() {
  for (int fd = 0; fd < 3; fd++)
    if (fcntl(fd, F_GETFD) < 0) (void)open("/dev/null", O_RDWR | O_CLOEXEC);  // Takes the lowest.
}

std::string base_name(const std::string& path) {
  return path.substr(path.rfind('/') + 1);
}

int tell(const Error& error, int status, Console& console) {
  console.error(error);
  return status;
}

int tell(const system::LaunchError& failure, Console& console) {
  const int status = failure.exec_errno == 0        ? exit_run_failed
                     : failure.exec_errno == ENOENT ? exit_run_not_found
                                                    : exit_run_not_executable;
  return tell(failure.error, status, console);
}

/// Runs the program in the session and tells the end.
int run(const LiveArguments& arguments, live::ProgramOptions options, live::Request request,
        system::SignalQueue& signals, Destination& destination, Console& console) {
  auto session = open_session(std::move(request), arguments, false, destination.output());
  if (!session) return tell(session.error(), exit_run_failed, console);
  live::Program program(std::move(options), signals, **session);
  const auto ended = program.run();
  if (!ended) return tell(ended.error(), console);
  if (const Result<void> finished = (*session)->finish(); !finished)
    console.error(finished.error());
  tell_end(**session, arguments, console);
  if (const Result<void> written = destination.check(); !written)
    console.line("mishap: warning: " + written.error().message);
  return ended->shell_code();
}

}  // namespace

int run_command(const LiveArguments& arguments, Console& console) {
  const system::SignalState started_with = system::SignalState::current();
  fill_standard_streams();
  signal(SIGPIPE, SIG_IGN);  // Who reads the trace may go; the program is to run on.
  signal(SIGCHLD, SIG_DFL);
  auto request = read_request(arguments, base_name(arguments.command.front()), console);
  if (!request) return exit_run_failed;
  const auto path = system::find_program(arguments.command.front());
  if (!path)
    return tell(path.error().error,
                path.error().found ? exit_run_not_executable : exit_run_not_found, console);
  if (const Result<void> root = check_root("run"); !root)
    return tell(root.error(), exit_run_failed, console);
  Result<Destination> destination = Destination::open(arguments.output, STDERR_FILENO);
  if (!destination) return tell(destination.error(), exit_run_failed, console);
  Result<system::SignalQueue> signals = system::SignalQueue::open(live::Program::run_signals);
  if (!signals) return tell(signals.error(), exit_run_failed, console);
  (void)system::remove_stale_cgroups();
  return run(arguments, {*path, arguments.command, started_with}, std::move(*request), *signals,
             *destination, console);
}

}  // namespace mishap::cli
