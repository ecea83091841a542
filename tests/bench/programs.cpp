#include "tests/bench/programs.h"

#include <algorithm>

#include <fmt/core.h>

#include "tests/bench/cpu_time.h"
#include "tests/bench/empty_program.h"
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
  const std::vector<std::string> files = {"/srv/other/*.db", "/srv/other/*.aof"};
  return {
      deny({"write", "pwrite64"}, "ENOSPC", files),
      deny({"fsync", "fdatasync"}, "EIO", files),
      deny({"openat"}, "EACCES", files),
  };
}

/// The calls that these rules name.
std::vector<std::string> faulted_calls() {
  std::vector<std::string> calls;
  for (const plan::Rule& rule : silent_rules())
    calls.insert(calls.end(), rule.syscalls.begin(), rule.syscalls.end());
  return calls;
}

}  // namespace

Result<double> Programs::bare(const Program& program) {
  const auto cgroup = system::Cgroup::create("bench-bare");
  if (!cgroup) return std::unexpected(cgroup.error());
  return fastest(program, cgroup->directory_fd());
}

Result<double> Programs::beside_empty(const std::string& mechanism, const Program& program) {
  const auto empty = EmptyProgram::attach(mechanism, faulted_calls());
  if (!empty) return std::unexpected(empty.error());
  return bare(program);
}

Result<double> Programs::armed(const std::string& mechanism, const Program& program) {
  const auto site = Site::open(mechanism);
  if (!site) return std::unexpected(site.error());
  const Armed armed((*site)->engine(), (*site)->scope(), silent_rules());
  if (!armed.error().empty()) return fail(armed.error());
  return fastest(program, (*site)->inside());
}

Result<void> Programs::measure(const std::string& mechanism, const Program& program) {
  if (!bare_.contains(program.name)) {
    const auto without = bare(program);
    if (!without) return std::unexpected(without.error());
    bare_[program.name] = *without;
  }
  const auto floor = beside_empty(mechanism, program);
  if (!floor) return std::unexpected(floor.error());
  const auto with = armed(mechanism, program);
  if (!with) return std::unexpected(with.error());
  const double without = bare_[program.name];
  results_.ratios.push_back({mechanism, program.name, without / *with, at_least, without / *floor});
  fmt::print(stderr, "{:9} {:50} {:8.3f}\n", mechanism, program.name, without / *with);
  return {};
}

}  // namespace mishap::bench
