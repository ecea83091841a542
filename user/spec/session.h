// What builtins find behind Call::user: the declarations of the spec and, in a test, the test.
#pragma once

#include "starlark/builtin.h"
#include "user/spec/registry.h"
#include "user/spec/runtime.h"
#include "user/spec/test_run.h"

namespace mishap::spec {

/// One loaded spec. Lives as long as its Program.
struct Session {
  Registry registry;
  TestRun* test = nullptr;  ///< The test that is running; null while the spec loads.
};

inline Session& session_of(const starlark::Call& call) {
  return call.user<Session>();
}

}  // namespace mishap::spec
