// What a run found, as plain data: table.h shows it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mishap::bench {

/// What a call costs on top of what it costs without mishap, in guest instructions.
struct Cost {
  std::string mechanism;  ///< Empty: not mishap.
  std::string name;
  double over_bare = 0;
  std::optional<double> over_empty = {};  ///< None for a call that isn't hooked.
  std::optional<double> target = {};      ///< At most this over the empty program, if there is one.
  bool ok() const { return !target || over_empty.value_or(over_bare) <= *target + 0.5; }
};

/// One thing as a multiple of another.
struct Ratio {
  std::string mechanism;
  std::string name;
  double value = 0;
  double target = 0;                 ///< At least.
  std::optional<double> floor = {};  ///< What empty programs on the same calls would give.
  bool ok() const { return value >= target; }
};

/// What it takes until rules are in force.
struct Load {
  std::string mechanism;
  std::string name;
  double milliseconds = 0;      ///< Of guest time, 10^6 instructions each, waits included.
  uint64_t kernel_bytes = 0;    ///< Then, of all BPF maps and programs.
  uint64_t resident_bytes = 0;  ///< Then, of the process.
};

struct Results {
  std::string kernel;  ///< Its release.
  std::vector<Cost> costs;
  std::vector<Ratio> ratios;
  std::vector<Load> loads;
  double seconds = 0;  ///< Of the guest's processor, that all took.

  /// How many targets are not met.
  size_t missed() const {
    const auto fails = [](const auto& each) { return !each.ok(); };
    return static_cast<size_t>(std::ranges::count_if(costs, fails) +
                               std::ranges::count_if(ratios, fails));
  }
};

}  // namespace mishap::bench
