// One test as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "user/report/results.h"

namespace mishap::report {

nlohmann::ordered_json test_json(const RunResult& run, const TestResult& test);
nlohmann::ordered_json diagnostic_json(const Diagnostic& diagnostic);
/// `bypassed`: submissions to io_urings that may have gone past faults.
nlohmann::ordered_json losses_json(const engine::Losses& losses, uint64_t bypassed);
/// "bypassed": submissions by operation; left out when there were none.
void add_bypassed(nlohmann::ordered_json& json, const std::vector<engine::Bypass>& bypassed);
nlohmann::ordered_json place_json(const Place& place);
/// "pass", "fail", "error".
const char* outcome_name(Outcome outcome);

}  // namespace mishap::report
