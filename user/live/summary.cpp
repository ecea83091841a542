// Tables and JSON of the summary.
#include "user/live/summary.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "user/engine/losses.h"
#include "user/report/json_action.h"
#include "user/report/json_test.h"
#include "user/report/rule_text.h"
#include "user/report/summary.h"

namespace mishap::live {
namespace {

using Json = nlohmann::ordered_json;
using Totals = std::pair<std::string, CallTotals>;

/// Longest time first, as strace -c has it.
std::vector<Totals> by_time(const std::map<std::string, CallTotals>& calls) {
  std::vector<Totals> sorted(calls.begin(), calls.end());
  std::ranges::stable_sort(sorted, std::greater(),
                           [](const Totals& each) { return each.second.time_ns; });
  return sorted;
}

std::string rules_table(const Summary& summary) {
  size_t name_width = 9, fault_width = 5;
  for (const report::RuleResult& each : summary.rules) {
    name_width = std::max(name_width, each.rule.keyword.size());
    fault_width = std::max(fault_width, report::action_text(each.rule).size());
  }
  std::string text =
      fmt::format("{:<{}}  {:<{}}  {:>9}  {:>9}  {:>9}  {:>12}\n", "operation", name_width, "fault",
                  fault_width, "matched", "fired", "held back", "path unknown");
  for (size_t i = 0; i < summary.rules.size(); i++) {
    const report::RuleResult& each = summary.rules[i];
    const bool watches = summary.watches[i];
    const auto count = [&](uint64_t value) { return watches ? "-" : std::to_string(value); };
    text +=
        fmt::format("{:<{}}  {:<{}}  {:>9}  {:>9}  {:>9}  {:>12}\n", each.rule.keyword, name_width,
                    watches ? "-" : report::action_text(each.rule), fault_width, each.matched,
                    count(each.fired), count(each.held_back()), each.path_unknown);
  }
  return text;
}

std::string calls_table(const std::map<std::string, CallTotals>& calls) {
  std::string text = fmt::format("{:>7} {:>11} {:>11} {:>9} {:>9} {}\n", "% time", "seconds",
                                 "usecs/call", "calls", "errors", "syscall");
  CallTotals sum;
  for (const auto& [name, total] : calls) {
    sum.calls += total.calls;
    sum.errors += total.errors;
    sum.time_ns += total.time_ns;
  }
  const auto line = [&](const std::string& name, const CallTotals& total) {
    const double seconds = static_cast<double>(total.time_ns) / 1e9;
    const double share = sum.time_ns > 0 ? 100 * static_cast<double>(total.time_ns) /
                                               static_cast<double>(sum.time_ns)
                                         : 0;
    return fmt::format("{:>7.2f} {:>11.6f} {:>11.0f} {:>9} {:>9} {}\n", share, seconds,
                       seconds * 1e6 / static_cast<double>(std::max<uint64_t>(total.calls, 1)),
                       total.calls, total.errors > 0 ? std::to_string(total.errors) : "", name);
  };
  for (const auto& [name, total] : by_time(calls)) text += line(name, total);
  return text + line("total", sum);
}

std::string heading(const Summary& summary) {
  std::string text = report::engine_line(summary.engine);
  if (summary.seed) text += fmt::format("seed: {}\n", *summary.seed);
  return text;
}

Json rule_json(const report::RuleResult& result, bool watches) {
  Json json;
  json["keyword"] = result.rule.keyword;
  if (!result.rule.op.empty()) json["op"] = result.rule.op;
  if (!result.rule.label.empty()) json["label"] = result.rule.label;
  json["syscalls"] = result.rule.syscalls;
  json["matched"] = result.matched;
  json["path_unknown"] = result.path_unknown;
  if (watches) return json;
  json["fault"] = report::action_text(result.rule);
  report::add_action(json, result.rule.action);
  json["fired"] = result.fired;
  json["held_back"] = result.held_back();
  json["held_back_untold"] = result.held_back_untold;
  json["unfinished"] = result.unfinished;
  report::add_bypassed(json, result.bypassed);
  return json;
}

/// What the table has no column for, since it is zero as a rule.
std::string rule_notes(const Summary& summary) {
  std::string text;
  for (const report::RuleResult& each : summary.rules) {
    if (each.unfinished > 0)
      text += fmt::format(
          "{}: {} of those that fired were told nothing, since they did not return or a signal "
          "came "
          "first\n",
          each.rule.keyword, each.unfinished);
    if (const uint64_t bypassed = report::submissions(each.bypassed); bypassed > 0)
      text += fmt::format("{}: {} submissions to io_urings may have gone past it\n",
                          each.rule.keyword, bypassed);
  }
  return text;
}

/// What did not go as asked; empty as a rule.
std::string losses_line(const engine::Losses& losses) {
  const std::string causes = engine::causes_text(losses);
  return causes.empty() ? causes : "lost: " + causes + "\n";
}

}  // namespace

std::string summary_text(const Summary& summary) {
  std::string text = heading(summary);
  if (!summary.rules.empty()) text += rules_table(summary) + rule_notes(summary);
  if (!summary.calls.empty()) text += calls_table(summary.calls);
  return text + losses_line(summary.losses);
}

std::string summary_json(const Summary& summary) {
  Json json;
  json["type"] = "summary";
  json["engine"] = {{"name", summary.engine.name},
                    {"mechanism", summary.engine.mechanism},
                    {"why", summary.engine.why}};
  if (summary.seed) json["seed"] = *summary.seed;
  json["rules"] = Json::array();
  for (size_t i = 0; i < summary.rules.size(); i++)
    json["rules"].push_back(rule_json(summary.rules[i], summary.watches[i]));
  json["calls"] = Json::array();
  for (const auto& [name, total] : by_time(summary.calls))
    json["calls"].push_back({{"syscall", name},
                             {"calls", total.calls},
                             {"errors", total.errors},
                             {"time_ns", total.time_ns}});
  if (summary.calls_passed) json["calls_passed"] = *summary.calls_passed;
  json["losses"] = report::losses_json(summary.losses, report::submissions(summary.bypassed));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace mishap::live
