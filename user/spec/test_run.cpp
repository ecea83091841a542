// The state of the one test that is running.
#include "user/spec/test_run.h"

#include <algorithm>
#include <chrono>

#include <time.h>

namespace mishap::spec {

Watchdog::Watchdog(int64_t timeout_ns, std::function<void()> on_timeout)
    : thread_([this, timeout_ns, on_timeout = std::move(on_timeout)](std::stop_token stop) {
        std::unique_lock lock(mutex_);
        wake_.wait_for(lock, stop, std::chrono::nanoseconds(timeout_ns), [] { return false; });
        if (!stop.stop_requested()) on_timeout();
      }) {}

int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000'000 + now.tv_nsec;
}

int64_t TestRun::remaining_ns() const {
  return std::max<int64_t>(deadline_ns - monotonic_ns(), 1);
}

ArmedRules::~ArmedRules() {
  if (!armed_) return;
  auto result = disarm();
  if (!result && run_.disarmed) run_.disarmed = std::move(result);
}

Result<void> ArmedRules::disarm() {
  armed_ = false;
  return run_.runtime.disarm(fault_);
}

}  // namespace mishap::spec
