// Remarks on a test that its verdict does not tell.
#pragma once

#include "user/engine/engine.h"
#include "user/report/results.h"
#include "user/spec/program.h"

namespace mishap::run {

/// FAULT_NOT_FIRED for each rule that was armed and never fired, with what is known of why.
std::vector<report::Diagnostic> unfired_faults(const report::TestResult& test);
/// TEST_NO_ASSERTIONS and EXPECT_RETURNED_VALUE.
std::vector<report::Diagnostic> weak_checks(const report::TestResult& test,
                                            const spec::BodyResult& body);
/// SERVICE_CRASHED for each service that ended by itself with an error.
std::vector<report::Diagnostic> crashes(const report::TestResult& test);
/// EVENTS_LOST and DECISIONS_MISSED for what was lost between two readings. `strays` counts events
/// that no rule owns.
std::vector<report::Diagnostic> losses(const engine::Losses& before, const engine::Losses& after,
                                       uint64_t strays);

}  // namespace mishap::run
