// The results as JSON, schema "mishap-results/1".
#include "user/report/json_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "user/report/json_test.h"
#include "user/report/version.h"

namespace mishap::report {
namespace {

using Json = nlohmann::ordered_json;

Json engine_json(const EngineInfo& engine) {
  if (engine.name.empty()) return nullptr;
  return {{"name", engine.name}, {"mechanism", engine.mechanism}, {"why", engine.why}};
}

Json cell_json(const TestResult& test) {
  Json json;
  json["scenario"] = test.test.scenario;
  json["fault"] = test.test.assumptions.front();
  json["test"] = test.test.name;
  json["result"] = outcome_name(test.outcome);
  json["duration_ms"] = test.duration_ms;
  if (!test.passed()) json["reason"] = test.reason;
  return json;
}

Json matrix_json(const RunResult& run, size_t index) {
  const plan::Matrix& matrix = run.matrices[index];
  Json json;
  json["scenarios"] = matrix.scenarios;
  json["faults"] = matrix.faults;
  json["excluded"] = Json::array();
  for (const auto& [scenario, fault] : matrix.excluded)
    json["excluded"].push_back({{"scenario", scenario}, {"fault", fault}});
  json["cells"] = Json::array();
  int passed = 0;
  for (const TestResult& test : run.tests) {
    if (test.test.matrix != static_cast<int>(index) || test.test.assumptions.empty()) continue;
    json["cells"].push_back(cell_json(test));
    passed += test.passed() ? 1 : 0;
  }
  json["total"] = json["cells"].size();
  json["passed"] = passed;
  json["failed"] = json["cells"].size() - static_cast<size_t>(passed);
  return json;
}

Json error_json(const RunResult& run) {
  const Error& error = *run.gave_up;
  Json json;
  if (!error.code.empty()) json["code"] = error.code;
  json["message"] = error.message;
  if (!error.hint.empty()) json["hint"] = error.hint;
  if (error.place.known()) json["place"] = place_json(error.place);
  if (!run.gave_up_output.empty()) json["output_tail"] = run.gave_up_output;
  return json;
}

uint64_t bypassed(const RunResult& run) {
  uint64_t sum = 0;
  for (const TestResult& test : run.tests) sum += submissions(test.bypassed);
  return sum;
}

void add_head(Json& json, const RunResult& run) {
  const Totals sum = totals(run);
  json["schema"] = "mishap-results/1";
  json["mishap_version"] = version;
  json["spec"] = run.spec;
  json["seed"] = run.seed;
  json["seed_source"] = run.seed_given ? "cli" : "generated";
  json["engine"] = engine_json(run.engine);
  json["duration_ms"] = run.duration_ms;
  json["pass"] = sum.pass;
  json["fail"] = sum.fail;
  json["error"] = sum.error;
  json["not_run"] = run.not_run;
  json["interrupted"] = run.interrupted;
  if (run.gave_up) json["gave_up"] = error_json(run);
}

}  // namespace

std::string json_report(const RunResult& run) {
  Json json;
  add_head(json, run);
  json["losses"] = losses_json(run.losses, bypassed(run));
  json["diagnostics"] = Json::array();
  for (const Diagnostic& each : run.diagnostics)
    json["diagnostics"].push_back(diagnostic_json(each));
  json["matrices"] = Json::array();
  for (size_t i = 0; i < run.matrices.size(); ++i) json["matrices"].push_back(matrix_json(run, i));
  json["tests"] = Json::array();
  for (const TestResult& test : run.tests) json["tests"].push_back(test_json(run, test));
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mishap::report
