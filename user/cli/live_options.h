// run's and attach's options for CLI11.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "user/cli/live_arguments.h"
#include "user/plan/error.h"

namespace mishap::cli {

/// Adds the command to the program.
CLI::App* add_run(CLI::App& app, LiveArguments& arguments);
CLI::App* add_attach(CLI::App& app, LiveArguments& arguments);

/// The words of `mishap run`, taken apart.
struct RunWords {
  std::vector<std::string> options;  ///< For CLI11.
  std::vector<std::string> command;  ///< The program and its arguments, after "--" or without it.
};

/// Finds where the program begins among the words that follow `run`: after "--", or with the first
/// word that is no option. The error: without a "--", a word of the program's looks like an option
/// of mishap's.
Result<RunWords> split_run(CLI::App& run, std::span<const std::string> words);

}  // namespace mishap::cli
