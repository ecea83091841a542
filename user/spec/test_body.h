// Runs the body of one test: its faults, its function, its expectation.
#pragma once

#include <atomic>

#include "user/spec/program.h"
#include "user/spec/session.h"

namespace mishap::spec {

/// Arms the test's assumptions, calls its function, then expect=, and disarms, also after errors.
/// `cancelled` ends running Starlark code when it becomes true; the test's timeout raises it too.
BodyResult run_body(Session& session, const plan::Test& test, Runtime& runtime,
                    std::atomic<bool>& cancelled);

}  // namespace mishap::spec
