// The state of the one test that is running: its runtime, its deadline, what it asserted.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "user/spec/runtime.h"

namespace mishap::spec {

/// Raises a flag when a test has run for too long, so that even a loop that takes no step ends.
class Watchdog {
 public:
  /// After timeout_ns calls on_timeout, from a thread of its own, unless destroyed before.
  Watchdog(int64_t timeout_ns, std::function<void()> on_timeout);

 private:
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // Last: it is stopped and joined before the others go.
};

struct TestRun {
  Runtime& runtime;
  int64_t deadline_ns;  ///< CLOCK_MONOTONIC.
  int assertions = 0;
  Result<void> disarmed = {};  ///< The first error of disarming on the way out of an error.

  /// What is left until the deadline; never below one nanosecond.
  int64_t remaining_ns() const;
};

/// Rules that are armed as long as this object lives.
class ArmedRules {
 public:
  ArmedRules(TestRun& run, Runtime::FaultId fault) : run_(run), fault_(fault) {}
  ArmedRules(const ArmedRules&) = delete;
  ArmedRules& operator=(const ArmedRules&) = delete;
  /// Disarms when disarm() did not; an error is then kept in TestRun::disarmed.
  ~ArmedRules();

  Result<void> disarm();

 private:
  TestRun& run_;
  Runtime::FaultId fault_;
  bool armed_ = true;
};

/// CLOCK_MONOTONIC now.
int64_t monotonic_ns();

}  // namespace mishap::spec
