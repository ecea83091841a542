// What is printed of one test: verdict, reason, replay, trace, rules, and on failure what the
// services printed.
#include "user/report/test_block.h"

#include <map>

#include <fmt/format.h>

#include "user/report/rule_text.h"
#include "user/report/syscall_sums.h"
#include "user/report/trace_block.h"

namespace mishap::report {
namespace {

constexpr size_t output_lines_shown = 20;

std::string indented(const std::string& text, const std::string& indent) {
  std::string result;
  size_t start = 0;
  while (start < text.size()) {
    size_t end = text.find('\n', start);
    if (end == std::string::npos) end = text.size();
    result += indent + text.substr(start, end - start) + "\n";
    start = end + 1;
  }
  return result;
}

/// The last `count` lines of a text.
std::string last_lines(const std::string& text, size_t count) {
  size_t start = text.size();
  if (start > 0 && text.back() == '\n') --start;
  for (; start > 0; --start)
    if (text[start - 1] == '\n' && --count == 0) break;
  return text.substr(start);
}

std::string why(const RunResult& run, const TestResult& test) {
  std::string text = "  reason: " + test.reason + "\n";
  if (test.outcome == Outcome::error && !test.detail.empty()) {
    text += indented(test.detail, "    ");  // It has the place and the hint.
  } else {
    if (test.place.known()) text += "  at: " + test.place.to_string() + "\n";
    if (!test.hint.empty()) text += "  hint: " + test.hint + "\n";
  }
  return text + "  replay: " + replay_command(run, test.test.name) + "\n";
}

/// What the hits of a rule don't tell; empty as a rule.
std::string beside_hits(const RuleResult& rule) {
  std::string text;
  if (rule.held_back_untold > 0)
    text += fmt::format(", {} held back, {} of them not in the trace", rule.held_back(),
                        rule.held_back_untold);
  if (rule.unfinished > 0)
    text += fmt::format(", {} told nothing since they did not return or a signal came first",
                        rule.unfinished);
  if (rule.path_unknown > 0) text += fmt::format(", {} undecided", rule.path_unknown);
  return text;
}

std::string rules(const TestResult& test) {
  std::string text;
  for (const RuleResult& each : test.rules)
    text += fmt::format("  fault rule on {}: {} ({} hits{})\n", each.rule.service,
                        rule_text(each.rule), each.fired, beside_hits(each));
  return text;
}

std::string syscall_summary(const TestResult& test) {
  const std::map<std::string, SyscallSum> services = syscall_sums(test);
  if (services.empty()) return {};
  std::string text = "  per-service syscall summary:\n";
  for (const auto& [name, sum] : services) {
    std::string calls;
    for (const auto& [call, count] : sum.calls)
      calls += fmt::format("{}{}:{}", calls.empty() ? "" : " ", call, count);
    if (sum.untold > 0)
      calls += fmt::format("{}not in the trace:{}", calls.empty() ? "" : " ", sum.untold);
    text +=
        fmt::format("    {:<12} {} total, {} faulted  [{}]\n", name, sum.total, sum.faulted, calls);
  }
  return text;
}

std::string output(const TestResult& test) {
  std::string text;
  for (const ServiceResult& service : test.services) {
    if (!service.exit.empty())
      text += fmt::format("  service {} ended during the test: {}\n", service.name, service.exit);
    if (service.output_tail.empty()) continue;
    text += fmt::format("  last output of {}:\n", service.name);
    text += indented(last_lines(service.output_tail, output_lines_shown), "    | ");
  }
  return text;
}

}  // namespace

std::string_view outcome_word(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "PASS";
    case Outcome::fail:
      return "FAIL";
    case Outcome::error:
      return "ERROR";
  }
  return "ERROR";
}

bool has_block(const TestResult& test, const Style& style) {
  return style.verbose || test.test.matrix < 0 || !test.passed();
}

std::string test_block(const RunResult& run, const TestResult& test, const Style& style) {
  std::string text = fmt::format("\n--- {}: {} ({:.0f}ms, seed={}) ---\n",
                                 style.verdict(outcome_word(test.outcome), test.outcome),
                                 test.test.name, test.duration_ms, run.seed);
  if (style.verbose && !test.return_value.empty()) text += "  return: " + test.return_value + "\n";
  if (!test.passed()) text += why(run, test);
  text += trace_block(test.events, style.verbose);
  text += rules(test);
  if (!test.passed()) text += syscall_summary(test) + output(test);
  return text;
}

}  // namespace mishap::report
