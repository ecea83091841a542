// The commands. Each returns mishap's exit status and has told the user why.
#pragma once

#include "user/cli/arguments.h"
#include "user/cli/console.h"

namespace mishap::cli {

/// mishap test SPEC: runs tests and reports.
int test_command(const Arguments& arguments, Console& console);
/// mishap check SPEC: reads the spec, lists its tests and notes.
int check_command(const Arguments& arguments, Console& console);

/// mishap run -- COMMAND: one program under faults. Returns the program's exit status.
int run_command(const LiveArguments& arguments, Console& console);
/// mishap attach TARGET: faults on something that runs already.
int attach_command(const LiveArguments& arguments, Console& console);

}  // namespace mishap::cli
