// The command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "user/plan/error.h"

namespace mishap::cli {

struct Arguments {
  enum class Command { test, check, version, help };
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
};

/// Understands the command line. The error says what was not understood and hints at the nearest
/// that exists.
Result<Arguments> parse_arguments(int argc, const char* const* argv);

}  // namespace mishap::cli
