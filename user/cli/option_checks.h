// Checks of options' values, with errors in this program's words.
#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace mishap::cli {

/// One of these names; the error has the nearest.
CLI::Validator one_of(std::vector<std::string> names);
/// A seed: CLI11 would take "-1" for a very large number.
CLI::Validator is_seed();

}  // namespace mishap::cli
