// Whole programs with faults armed that never fire, against the same without mishap.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/bench/results.h"
#include "user/plan/error.h"

namespace mishap::bench {

/// A program's work, by the name of its row.
struct Program {
  std::string name;
  Result<void> (*run)(int cgroup_fd);  ///< In the cgroup, up to its end.
};

class Programs {
 public:
  explicit Programs(Results& results) : results_(results) {}

  /// Adds how fast the program is under rules on each call that its files see, as a share of how
  /// fast it is without; and the same of empty programs on these calls.
  Result<void> measure(const std::string& mechanism, const Program& program);

 private:
  Result<double> bare(const Program& program);
  Result<double> beside_empty(const std::string& mechanism, const Program& program);
  Result<double> armed(const std::string& mechanism, const Program& program);
  Results& results_;
  std::map<std::string, double> bare_;  ///< Seconds, by name.
};

/// SQLite with its two journals, redis with an append-only file.
const std::vector<Program>& all_programs();

}  // namespace mishap::bench
