// Runs the tests of a spec, one after the other, each with fresh services.
#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "user/report/results.h"
#include "user/run/observer.h"
#include "user/run/world.h"
#include "user/spec/program.h"

namespace mishap::run {

struct Options {
  uint64_t seed = 0;
  bool seed_given = false;
  std::string mechanism = "auto";  ///< For the replay command.
  int interrupt_fd = -1;           ///< Readable = end the run; borrowed.
  int hurry_fd = -1;               ///< Readable = don't wait for services to end by themselves.
  int pass_output_fd = -1;  ///< Where services' output is copied to while they run; -1 = nowhere.
  std::chrono::milliseconds ceiling{180'000};  ///< Of one test, services' start included.
};

/// Runs these tests, which are of the program's plan. Never fails: what went wrong is in the
/// result. When it returns, no process, no cgroup and no rule is left.
report::RunResult run_tests(spec::Program& program, std::span<const plan::Test* const> tests,
                            const Options& options, const World& world, Observer& observer);

}  // namespace mishap::run
