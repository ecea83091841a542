#include "tests/bench/programs.h"

#include <algorithm>

#include <fmt/core.h>

#include "tests/bench/cpu_time.h"
#include "tests/bench/site.h"

namespace mishap::bench {
namespace {

constexpr double at_least = 0.97;
constexpr int runs = 3;

/// The processor time of the run that needs least.
Result<double> fastest(const Program& program, int cgroup_fd) {
  double best = 0;
  for (int i = 0; i < runs; i++) {
    const double before = children_seconds();
    if (auto done = program.run(cgroup_fd); !done) return std::unexpected(done.error());
    const double took = children_seconds() - before;
    best = i ? std::min(best, took) : took;
  }
  return best;
}

/// What a spec would put on a database's files, were they elsewhere.
std::vector<plan::Rule> silent_rules() {
  return {
      deny({"write", "pwrite64"}, "ENOSPC", {"/srv/other/*.db", "/srv/other/*.aof"}),
      deny({"fsync", "fdatasync"}, "EIO", {"/srv/other/*.db", "/srv/other/*.aof"}),
      deny({"openat"}, "EACCES", {"/srv/other/**/*.db"}),
  };
}

}  // namespace

Result<double> Programs::bare(const Program& program) {
  if (const auto known = bare_.find(program.name); known != bare_.end()) return known->second;
  const auto cgroup = system::Cgroup::create("bench-bare");
  if (!cgroup) return std::unexpected(cgroup.error());
  const auto took = fastest(program, cgroup->directory_fd());
  if (took) bare_[program.name] = *took;
  return took;
}

Result<void> Programs::measure(const std::string& mechanism, const Program& program) {
  const auto without = bare(program);
  if (!without) return std::unexpected(without.error());
  const auto site = Site::open(mechanism);
  if (!site) return std::unexpected(site.error());
  const Armed armed((*site)->engine(), (*site)->scope(), silent_rules());
  if (!armed.error().empty()) return fail(armed.error());
  const auto with = fastest(program, (*site)->inside());
  if (!with) return std::unexpected(with.error());
  results_.ratios.push_back({mechanism, program.name, *without / *with, at_least});
  fmt::print(stderr, "{:9} {:50} {:8.3f}\n", mechanism, program.name, *without / *with);
  return {};
}

}  // namespace mishap::bench
