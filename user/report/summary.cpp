// What is printed at the start and at the end of a run.
#include "user/report/summary.h"

#include <fmt/format.h>

#include "user/report/matrix_table.h"

namespace mishap::report {
namespace {

std::string diagnostics(const RunResult& run, const Style& style) {
  std::string text;
  const auto add = [&](const Diagnostic& each, const std::string& test) {
    const std::string lines = diagnostic_text(each, test);
    const size_t colon = lines.find(':');
    text += style.warn(lines.substr(0, colon)) + lines.substr(colon);
  };
  for (const TestResult& test : run.tests)
    for (const Diagnostic& each : test.diagnostics) add(each, test.test.name);
  for (const Diagnostic& each : run.diagnostics) add(each, "");
  return text.empty() ? text : "\n" + text;
}

std::string total_line(const RunResult& run, const Style& style) {
  const Totals sum = totals(run);
  std::string line = style.good(fmt::format("{} passed", sum.pass));
  const std::string failed = fmt::format("{} failed", sum.fail);
  line += ", " + (sum.fail > 0 ? style.bad(failed) : failed);
  if (sum.error > 0)
    line += ", " + style.bad(fmt::format("{} {}", sum.error, sum.error == 1 ? "error" : "errors"));
  if (sum.not_run > 0)
    line += fmt::format(", {} not run{}", sum.not_run, run.interrupted ? " (interrupted)" : "");
  return line + "\n";
}

}  // namespace

std::string engine_line(const EngineInfo& engine) {
  if (engine.name.empty()) return "engine: none, no fault injected so far\n";
  std::string line = fmt::format("engine: {}, mechanism {}", engine.name, engine.mechanism);
  if (!engine.why.empty()) line += " (" + engine.why + ")";
  return line + "\n";
}

std::string summary(const RunResult& run, const Style& style) {
  std::string text;
  for (size_t i = 0; i < run.matrices.size(); ++i) text += matrix_table(run, i, style);
  return text + diagnostics(run, style) + "\n" + total_line(run, style);
}

}  // namespace mishap::report
