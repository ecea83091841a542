// Records such as an engine makes.
#pragma once

#include <string>

#include "user/engine/engine.h"
#include "user/plan/syscalls.h"

namespace mishap::tests {

inline engine::RawCall call(const std::string& name, int64_t result, std::string path = {}) {
  engine::RawCall call;
  call.syscall = plan::find_syscall(name)->number;
  call.time_ns = 1000;
  call.duration_ns = 42'000;
  call.pid = call.tid = 4711;
  call.returned = true;
  call.result = result;
  call.paths[0] = std::move(path);
  return call;
}

inline engine::RawEvent event(const std::string& name, uint32_t counter, bool fired,
                              std::string path = {}) {
  engine::RawEvent event;
  event.syscall = plan::find_syscall(name)->number;
  event.time_ns = 1500;
  event.pid = event.tid = 4711;
  event.counter = counter;
  event.fired = fired;
  event.value = fired ? -5 : 0;
  event.path = std::move(path);
  return event;
}

}  // namespace mishap::tests
