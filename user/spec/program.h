// A loaded spec: its Plan, and its Starlark functions ready to be called.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/plan.h"
#include "user/spec/runtime.h"

namespace mishap::spec {

/// How the body of one test ended.
struct BodyResult {
  enum class Kind {
    passed,
    assertion,    ///< assert_true, assert_eq or fail() said no.
    expectation,  ///< The same, inside expect=.
    error,        ///< Anything else: a type error in the spec, an effect that failed.
  };
  Kind kind = Kind::passed;
  std::string reason;  ///< One line: "assert_eq failed: 200 != 409 (expected 409 on WAL failure)".
  /// The full error with excerpt, hint and backtrace, for people; empty for failed effects.
  std::string detail;
  Place place;  ///< Innermost place in the spec.
  std::string hint;
  std::string return_value;  ///< repr() of what the scenario or function returned; empty for None.
  int assertions = 0;        ///< How many assert_* calls ran.
  bool expect_returned_bool =
      false;  ///< expect= asserted nothing and returned a bool (EXPECT_RETURNED_VALUE).
};

/// How long the body of a test may take when the test has no timeout of its own.
inline constexpr int64_t default_timeout_ns = 180'000'000'000;

class Program {
 public:
  /// Loads a spec and everything that it load()s. On failure: every error found, in the order of
  /// their places, already rendered (`file:line:col: error: ...` with excerpt and caret, no newline
  /// at the end).
  static std::expected<std::unique_ptr<Program>, std::vector<std::string>> load(
      const std::string& file);

  virtual ~Program() = default;
  virtual const plan::Plan& plan() const = 0;

  /// Runs the body of one test: arms its assumptions, calls the scenario, calls expect, disarms
  /// (also on errors). Services must be up. Not thread-safe: one test at a time. When the test's
  /// timeout (or the default one) has passed, the result is an error "timed out after N s"; steps
  /// get no more time than the test has left.
  virtual BodyResult run(const plan::Test& test, Runtime& runtime) = 0;

  /// Ends the body that is running, with an error, at its next call or loop turn. From any thread;
  /// run() begins anew.
  virtual void cancel() = 0;
};

}  // namespace mishap::spec
