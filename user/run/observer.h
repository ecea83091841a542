// Who is told how a run goes on while it does.
#pragma once

#include <string>

#include "user/report/results.h"

namespace mishap::run {

class Observer {
 public:
  virtual ~Observer() = default;
  /// A test begins: the number `index` (from 1) of `count`.
  virtual void test_started(size_t index, size_t count, const std::string& name) = 0;
  /// A test has ended; `run` has all results so far, its last test is this one.
  virtual void test_finished(const report::RunResult& run) = 0;
  /// The spec printed something.
  virtual void printed(const std::string& text) = 0;
};

}  // namespace mishap::run
