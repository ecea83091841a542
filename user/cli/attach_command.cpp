// mishap attach: faults on something that runs already.
#include <fmt/format.h>
#include <unistd.h>

#include "user/cli/commands.h"
#include "user/cli/exit_codes.h"
#include "user/cli/live_setup.h"
#include "user/live/attachment.h"
#include "user/system/cgroup.h"

namespace mishap::cli {
namespace {

int tell(const Error& error, Console& console) {
  console.error(error);
  return exit_undecided;
}

std::string why(live::Ending ending) {
  switch (ending) {
    case live::Ending::time:
      return "the time of --for is over";
    case live::Ending::interrupt:
      return "interrupted";
    case live::Ending::target_gone:
      return "it has ended";
    case live::Ending::output:
      return "the trace can't be written";
  }
  return {};
}

/// Puts the session on the target, and waits.
Result<live::Ending> stay(live::Session& session, live::Target& target,
                          const LiveArguments& arguments, const system::Interrupt& interrupt,
                          Destination& destination, Console& console) {
  engine::Engine& engine = *session.engine();
  const Result<engine::ScopeId> scope = target.add_to(engine);
  if (!scope) return std::unexpected(scope.error());
  if (Result<void> started = session.start(*scope); !started)
    return std::unexpected(started.error());
  console.line(fmt::format("attached to {} ({}), Ctrl-C ends", target.text(), engine.mechanism()));
  const live::Ending ending =
      live::stay_attached(session, target, arguments.time, interrupt, destination.output());
  // The faults are lifted now: what is left to tell may wait, until somebody asks (again).
  destination.output().wait_until(std::chrono::steady_clock::time_point::max(),
                                  interrupt.interrupted() ? interrupt.hurry_fd() : interrupt.fd());
  Result<void> finished = session.finish();
  if (!finished) return std::unexpected(finished.error());
  console.line(fmt::format("detached from {}: {}", target.text(), why(ending)));
  return ending;
}

Result<live::Target> find(const LiveArguments& arguments) {
  const Result<live::TargetName> name = live::parse_target(arguments.target);
  if (!name) return std::unexpected(name.error());
  if (Result<void> root = check_root("attach"); !root) return std::unexpected(root.error());
  return live::Target::find(*name, arguments.force);
}

}  // namespace

int attach_command(const LiveArguments& arguments, Console& console) {
  auto request = read_request(arguments, arguments.target, console);
  if (!request) return exit_undecided;
  Result<live::Target> target = find(arguments);
  if (!target) return tell(target.error(), console);
  Result<Destination> destination = Destination::open(arguments.output, STDOUT_FILENO);
  if (!destination) return tell(destination.error(), console);
  const Result<system::Interrupt> interrupt = system::Interrupt::install();
  if (!interrupt) return tell(interrupt.error(), console);
  (void)system::remove_stale_cgroups();
  auto session =
      open_session(std::move(*request), arguments, target->is_process(), destination->output());
  if (!session) return tell(session.error(), console);
  if ((*session)->engine() == nullptr)
    return tell({"there is nothing to do", "give --fault, --trace or --summary", {}, {}}, console);
  const Result<live::Ending> ending =
      stay(**session, *target, arguments, *interrupt, *destination, console);
  if (!ending) return tell(ending.error(), console);
  tell_end(**session, arguments, console);
  if (const uint64_t left_out = destination->output().left_out(); left_out > 0)
    console.line(
        fmt::format("mishap: warning: [EVENTS_LOST] {} lines of the trace were left out, "
                    "since nobody read them in time",
                    left_out));
  if (const Result<void> written = destination->check(); !written)
    return tell(written.error(), console);
  return *ending == live::Ending::interrupt ? 128 + interrupt->signal() : exit_ok;
}

}  // namespace mishap::cli
