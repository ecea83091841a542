// One test as JSON.
#include "user/report/json_test.h"

#include <string>

#include "user/engine/losses.h"
#include "user/plan/descriptor.h"
#include "user/plan/trigger.h"
#include "user/plan/uring_operations.h"
#include "user/report/json_action.h"
#include "user/report/json_event.h"
#include "user/report/syscall_sums.h"

namespace mishap::report {
namespace {

using Json = nlohmann::ordered_json;

void add_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

const char* kind_name(plan::TestKind kind) {
  switch (kind) {
    case plan::TestKind::function:
      return "function";
    case plan::TestKind::scenario:
      return "scenario";
    case plan::TestKind::fault_scenario:
      return "fault_scenario";
    case plan::TestKind::matrix_cell:
      return "matrix_cell";
  }
  return "function";
}

/// Without the limits that it does not set.
Json trigger_json(const plan::Trigger& trigger) {
  Json json;
  json["text"] = plan::trigger_text(trigger);
  json["first"] = trigger.first;
  if (trigger.last != plan::Trigger{}.last) json["last"] = trigger.last;
  json["step"] = trigger.step;
  if (trigger.times != plan::Trigger{}.times) json["times"] = trigger.times;
  if (trigger.per != plan::Per::rule) json["per"] = plan::per_name(trigger.per);
  return json;
}

std::string uring_name(uint8_t operation) {
  const plan::UringOperation* known = plan::find_uring_operation(operation);
  return known != nullptr ? std::string(known->name) : std::to_string(operation);
}

Json fault_json(const RuleResult& each) {
  const plan::Rule& rule = each.rule;
  Json json;
  json["service"] = rule.service;
  json["keyword"] = rule.keyword;
  add_text(json, "op", rule.op);
  json["syscalls"] = rule.syscalls;
  json["paths"] = rule.where.globs;
  add_text(json, "peer", rule.where.peer_text);
  if (rule.where.descriptor) json["fd"] = plan::descriptor_text(*rule.where.descriptor);
  add_text(json, "size", rule.where.size_text);
  add_action(json, rule.action);
  json["probability"] = rule.probability;
  if (!rule.trigger.always()) json["trigger"] = trigger_json(rule.trigger);
  add_text(json, "label", rule.label);
  add_text(json, "assumption", rule.assumption);
  if (rule.implicit) json["implicit"] = true;
  if (rule.place.known()) json["place"] = place_json(rule.place);
  json["armings"] = each.armings;
  json["matched"] = each.matched;
  json["fired"] = each.fired;
  json["held_back"] = each.held_back();
  json["held_back_untold"] = each.held_back_untold;
  json["unfinished"] = each.unfinished;
  json["path_unknown"] = each.path_unknown;
  add_bypassed(json, each.bypassed);
  return json;
}

Json service_json(const ServiceResult& service) {
  Json json;
  json["name"] = service.name;
  json["pid"] = service.pid;
  json["ready_ms"] = service.ready_ms;
  if (service.calls_passed) json["calls_passed"] = *service.calls_passed;
  add_text(json, "exit", service.exit);
  add_text(json, "output_tail", service.output_tail);
  return json;
}

Json syscall_summary(const TestResult& test) {
  Json json = Json::object();
  for (const auto& [name, sum] : syscall_sums(test)) {
    Json& service = json[name];
    service = {{"total", sum.total}, {"faulted", sum.faulted}, {"breakdown", Json::object()}};
    for (const auto& [call, count] : sum.calls) service["breakdown"][call] = count;
    if (sum.untold > 0) service["untold"] = sum.untold;
  }
  return json;
}

void add_failure(Json& json, const TestResult& test) {
  if (test.passed()) return;
  json["failure_type"] = test.failure_type;
  json["reason"] = test.reason;
  add_text(json, "detail", test.detail);
  add_text(json, "hint", test.hint);
  if (test.place.known()) json["place"] = place_json(test.place);
}

}  // namespace

const char* outcome_name(Outcome outcome) {
  switch (outcome) {
    case Outcome::pass:
      return "pass";
    case Outcome::fail:
      return "fail";
    case Outcome::error:
      return "error";
  }
  return "error";
}

Json place_json(const Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

void add_bypassed(Json& json, const std::vector<engine::Bypass>& bypassed) {
  for (const engine::Bypass& each : bypassed)
    json["bypassed"][uring_name(each.operation)] = each.submissions;
}

Json losses_json(const engine::Losses& losses, uint64_t bypassed) {
  return {{"events_dropped", losses.events_dropped},
          {"decisions_missed", losses.decisions_missed},
          {"bypassed", bypassed},
          {"detail", engine::causes_text(losses)}};
}

Json diagnostic_json(const Diagnostic& diagnostic) {
  Json json;
  json["level"] = diagnostic.level == Level::error ? "error" : "warning";
  json["code"] = diagnostic.code;
  json["message"] = diagnostic.message;
  add_text(json, "suggestion", diagnostic.suggestion);
  add_text(json, "service", diagnostic.service);
  add_text(json, "keyword", diagnostic.keyword);
  return json;
}

Json test_json(const RunResult& run, const TestResult& test) {
  Json json;
  json["name"] = test.test.name;
  json["kind"] = kind_name(test.test.kind);
  add_text(json, "scenario", test.test.scenario);
  if (!test.test.assumptions.empty()) json["assumptions"] = test.test.assumptions;
  if (test.test.matrix >= 0) json["matrix"] = test.test.matrix;
  if (test.test.place.known()) json["declared"] = place_json(test.test.place);
  json["result"] = outcome_name(test.outcome);
  add_failure(json, test);
  json["seed"] = run.seed;
  json["duration_ms"] = test.duration_ms;
  json["assertions"] = test.assertions;
  add_text(json, "return_value", test.return_value);
  json["replay_command"] = replay_command(run, test.test.name);
  json["faults"] = Json::array();
  for (const RuleResult& each : test.rules) json["faults"].push_back(fault_json(each));
  json["losses"] = losses_json(test.losses, submissions(test.bypassed));
  json["syscall_summary"] = syscall_summary(test);
  json["services"] = Json::array();
  for (const ServiceResult& each : test.services) json["services"].push_back(service_json(each));
  json["diagnostics"] = Json::array();
  for (const Diagnostic& each : test.diagnostics)
    json["diagnostics"].push_back(diagnostic_json(each));
  json["events"] = Json::array();
  for (const trace::Event& each : test.events) json["events"].push_back(event_json(each));
  return json;
}

}  // namespace mishap::report
