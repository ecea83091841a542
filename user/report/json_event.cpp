// One event as JSON.
#include "user/report/json_event.h"

#include <fmt/format.h>

#include "user/report/json_action.h"

namespace mishap::report {
namespace {

using Json = nlohmann::ordered_json;

void add_text(Json& json, const char* key, const std::string& text) {
  if (!text.empty()) json[key] = text;
}

void add_syscall(Json& json, const trace::Event& event) {
  json["syscall"] = event.syscall;
  if (event.compat) json["abi"] = "i386";
  add_text(json, "op", event.op);
  add_text(json, "label", event.label);
  json["decision"] = trace::decision_text(event);
  add_decision(json, event);
  add_text(json, "path", event.path);
  json["rule"] = event.rule;
  json["pid"] = event.pid;
  json["tid"] = event.tid;
  // As text: a register holds 64 bits, a JSON reader's number often only 53.
  Json args = Json::array();
  for (const uint64_t arg : event.args) args.push_back(fmt::format("{:#x}", arg));
  json["args"] = std::move(args);
}

}  // namespace

Json event_json(const trace::Event& event) {
  using trace::EventKind;
  Json json;
  json["seq"] = event.seq;
  json["time_ns"] = event.time_ns;
  json["type"] = trace::kind_name(event.kind);
  add_text(json, "service", event.service);
  switch (event.kind) {
    case EventKind::syscall:
      add_syscall(json, event);
      break;
    case EventKind::service_started:
      json["pid"] = event.pid;
      break;
    case EventKind::service_ready:
      json["duration_ms"] = event.duration_ms;
      break;
    case EventKind::service_exited:
      json["pid"] = event.pid;
      json["status"] = event.status;
      json["expected"] = event.ok;
      break;
    case EventKind::fault_applied:
    case EventKind::fault_removed:
      json["rule"] = event.rule;
      break;
    case EventKind::step_send:
      break;
    case EventKind::step_recv:
      json["ok"] = event.ok;
      if (event.status != 0) json["status"] = event.status;
      json["duration_ms"] = event.duration_ms;
      break;
  }
  add_text(json, "text", event.text);
  return json;
}

}  // namespace mishap::report
