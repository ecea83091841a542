// From how the body of a test ended to its outcome.
#pragma once

#include "user/report/results.h"
#include "user/spec/program.h"

namespace mishap::run {

/// Fills outcome, reason, place and what the body returned.
void apply_body(report::TestResult& test, const spec::BodyResult& body);
/// The services did not start.
void apply_start_error(report::TestResult& test, const Error& error);
/// The ceiling of the whole test was reached: whatever the body said is worth nothing.
void apply_timeout(report::TestResult& test, double seconds);
/// require_faults_fire: a test that passed fails when a fault never fired.
void apply_required_faults(report::TestResult& test);

}  // namespace mishap::run
