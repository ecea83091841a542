// Names of signals, and which of them end a process that has no handler.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "user/plan/error.h"

namespace mishap::plan {

/// The number of a signal that ends a process by default: "SIGKILL", "KILL", in any letter case.
/// Errors: an unknown name; a signal that leaves the process alive, with what it does instead.
Result<int> ending_signal(std::string_view name);
/// Whether a word is the name of a standard signal: in full ("SIGTERM", "sigterm") or in capitals.
bool is_signal_name(std::string_view word);
/// 9 -> "SIGKILL"; a number that has no name is given in decimal.
std::string signal_name(int signal);
/// The names of signals that end a process, for nearest-name hints.
std::vector<std::string> ending_signal_names();

}  // namespace mishap::plan
