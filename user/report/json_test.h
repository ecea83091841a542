// One test as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "user/report/results.h"

namespace mishap::report {

nlohmann::ordered_json test_json(const RunResult& run, const TestResult& test);
nlohmann::ordered_json diagnostic_json(const Diagnostic& diagnostic);
nlohmann::ordered_json losses_json(const engine::Losses& losses);
nlohmann::ordered_json place_json(const Place& place);
/// "pass", "fail", "error".
const char* outcome_name(Outcome outcome);

}  // namespace mishap::report
