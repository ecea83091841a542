// The command line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/bench/situations.h"
#include "user/plan/error.h"

namespace mishap::bench {

struct Options {
  bool json = false;
  bool list = false;  ///< Measure nothing, print the names of the rows.
  std::vector<std::string> mechanisms = {"fmod_ret", "override"};
  std::optional<std::string> rows = {};  ///< A regular expression: of the rows, these alone.

  /// Whether a row is wanted.
  bool wants(const std::string& name) const;
  /// The situations that are wanted, and those that these are compared with.
  std::vector<Situation> wanted_situations() const;
};

Result<Options> parse_options(const std::vector<std::string>& words);

}  // namespace mishap::bench
