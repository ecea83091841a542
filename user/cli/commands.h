// The commands. Each returns mishap's exit status and has told the user why.
#pragma once

#include "user/cli/arguments.h"
#include "user/cli/console.h"

namespace mishap::cli {

/// mishap test SPEC: runs tests and reports.
int test_command(const Arguments& arguments, Console& console);
/// mishap check SPEC: reads the spec, lists its tests and notes.
int check_command(const Arguments& arguments, Console& console);

}  // namespace mishap::cli
