// Remarks on a test that its verdict does not tell.
#pragma once

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
/// BYPASS_SEEN for each rule whose calls' work was also done through an io_uring.
std::vector<report::Diagnostic> bypassed_faults(const report::TestResult& test,
                                                const plan::Plan& plan);
/// CALLS_NOT_COVERED for each of Engine::gaps().
std::vector<report::Diagnostic> uncovered_calls(const std::vector<std::string>& gaps);

}  // namespace mishap::run
