// Measures the situations: bare, beside an empty program, and under their rules.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/bench/results.h"
#include "tests/bench/site.h"
#include "tests/bench/situations.h"

namespace mishap::bench {

class Costs {
 public:
  explicit Costs(Results& results) : results_(results) {}

  /// Adds a row for each situation, and one for the empty program on each call. `mechanism`:
  /// fmod_ret or override.
  Result<void> measure_all(const std::string& mechanism, const std::vector<Situation>& list);
  /// The same without mishap: a seccomp supervisor, strace.
  Result<void> measure_others();

 private:
  Result<void> measure_bare(const std::vector<Situation>& list);
  Result<void> measure_empty(const std::string& mechanism, const std::vector<Situation>& list);
  Result<void> measure_armed(Site& site, const std::string& mechanism,
                             const std::vector<Situation>& list);
  Result<void> measure_one(Site& site, const std::string& mechanism, const Situation& situation);
  void add(Cost cost);

  Results& results_;
  std::map<Workload, double> bare_, empty_;   ///< Nanoseconds a call; empty_ of one mechanism.
  std::map<std::string, double> over_empty_;  ///< By row, of one mechanism.
};

}  // namespace mishap::bench
