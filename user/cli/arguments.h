// The command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "user/cli/live_arguments.h"
#include "user/plan/error.h"

namespace mishap::cli {

struct Arguments {
  enum class Command { test, check, run, attach, version, help };
  Command command = Command::help;
  std::string help;  ///< The text, for Command::help.

  std::string spec;
  std::vector<std::string> tests;  ///< Patterns of --test.
  std::optional<uint64_t> seed;
  std::string engine = "auto";
  std::string mechanism = "auto";
  std::string format = "text";
  std::string output;  ///< Where the JSON results go too; empty = nowhere.
  bool verbose = false;

  LiveArguments live;  ///< Of run and attach.
};

/// Understands the command line. The error says what was not understood and hints at the nearest
/// that exists.
Result<Arguments> parse_arguments(int argc, const char* const* argv);

/// What mishap exits with when the command line is wrong: `mishap run` keeps low statuses for its
/// program.
int status_of_misuse(int argc, const char* const* argv);

}  // namespace mishap::cli
