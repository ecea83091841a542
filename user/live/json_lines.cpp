// Lines of the trace as JSON.
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "user/live/call_text.h"
#include "user/live/lines.h"
#include "user/plan/errno_names.h"
#include "user/report/json_action.h"
#include "user/trace/syscall_event.h"

namespace mishap::live {
namespace {

using Json = nlohmann::ordered_json;

/// Bytes of a path that are not UTF-8 become U+FFFD.
std::string line_of(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

void add_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

/// What the call met: of a fault its decision too.
Json met(const engine::RawEvent& event, const LiveRule& rule) {
  const trace::Event told = trace::syscall_event(event, rule.rule, 0);
  Json json;
  json["keyword"] = rule.rule.keyword;
  add_text(json, "op", rule.rule.op);
  add_text(json, "label", rule.rule.label);
  if (rule.watches) return json;
  json["decision"] = trace::decision_text(told);
  report::add_decision(json, told);
  return json;
}

Json arguments(const uint64_t (&args)[6]) {
  Json list = Json::array();  // As text: a JSON reader's number often holds 53 bits only.
  for (const uint64_t arg : args) list.push_back(fmt::format("{:#x}", arg));
  return list;
}

}  // namespace

std::string event_json(uint64_t number, const engine::RawEvent& event, const LiveRule& rule,
                       int index) {
  const trace::Event told = trace::syscall_event(event, rule.rule, index);
  Json json;
  json["type"] = "event";
  json["seq"] = number;
  json["time_ns"] = event.time_ns;
  json["pid"] = event.pid;
  json["tid"] = event.tid;
  json["syscall"] = told.syscall;
  json.update(met(event, rule));
  if (event.compat) json["compat"] = true;
  add_text(json, "path", event.path);
  json["args"] = arguments(event.args);
  return line_of(json);
}

std::string call_json(const engine::RawCall& call, std::span<const engine::RawEvent> events,
                      const Armed& armed, std::span<const std::string> operations) {
  Json json;
  json["type"] = "call";
  json["time_ns"] = call.time_ns;
  json["pid"] = call.pid;
  json["tid"] = call.tid;
  json["syscall"] = call_name(call);
  if (call.compat) json["compat"] = true;
  json["args"] = arguments(call.args);
  Json paths = Json::array();
  for (const std::string& path : call.paths)
    if (!path.empty()) paths.push_back(path);
  if (!paths.empty()) json["paths"] = std::move(paths);
  json["returned"] = call.returned;
  if (call.returned) {
    json["result"] = call.result;
    if (const int error = error_of(call)) json["errno"] = plan::errno_name(error);
    json["duration_ns"] = call.duration_ns;
  }
  Json rules = Json::array();
  for (const engine::RawEvent& event : events)
    if (const int rule = armed.rule_of(event.counter); rule >= 0)
      rules.push_back(met(event, armed.rules()[static_cast<size_t>(rule)]));
  for (const std::string& name : operations) rules.push_back({{"keyword", name}, {"op", name}});
  if (!rules.empty()) json["met"] = std::move(rules);
  return line_of(json);
}

}  // namespace mishap::live
