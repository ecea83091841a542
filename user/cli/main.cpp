// mishap: the program.
#include "user/cli/arguments.h"
#include "user/cli/commands.h"
#include "user/cli/console.h"
#include "user/cli/exit_codes.h"
#include "user/report/version.h"

using namespace mishap;

int main(int argc, char** argv) {
  cli::Console console;
  const Result<cli::Arguments> arguments = cli::parse_arguments(argc, argv);
  if (!arguments) {
    console.error(arguments.error());
    return cli::status_of_misuse(argc, argv);
  }
  using Command = cli::Arguments::Command;
  switch (arguments->command) {
    case Command::help:
      return cli::write_stdout(arguments->help) ? cli::exit_ok : cli::exit_undecided;
    case Command::version:
      return cli::write_stdout(std::string("mishap ") + report::version + "\n")
                 ? cli::exit_ok
                 : cli::exit_undecided;
    case Command::check:
      return cli::check_command(*arguments, console);
    case Command::test:
      return cli::test_command(*arguments, console);
    case Command::run:
      return cli::run_command(arguments->live, console);
    case Command::attach:
      return cli::attach_command(arguments->live, console);
  }
  return cli::exit_undecided;
}
