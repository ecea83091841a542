// How events are told in words.
#include "user/trace/event.h"

#include "user/plan/action_text.h"

namespace mishap::trace {

std::string_view kind_name(EventKind kind) {
  switch (kind) {
    case EventKind::syscall:
      return "syscall";
    case EventKind::service_started:
      return "service_started";
    case EventKind::service_ready:
      return "service_ready";
    case EventKind::service_exited:
      return "service_exited";
    case EventKind::fault_applied:
      return "fault_applied";
    case EventKind::fault_removed:
      return "fault_removed";
    case EventKind::step_send:
      return "step_send";
    case EventKind::step_recv:
      return "step_recv";
  }
  return "unknown";
}

std::string decision_text(const Event& event) {
  if (event.decision == Decision::none) return {};
  if (event.decision == Decision::held_back) return "held back";
  switch (event.action.kind) {
    case plan::ActionKind::skip:
      return plan::action_text(event.action) + " -> " + std::to_string(event.value);
    case plan::ActionKind::allow:
    case plan::ActionKind::trace:
      return std::string(plan::action_name(event.action.kind));
    case plan::ActionKind::deny:
    case plan::ActionKind::returns:
    case plan::ActionKind::crash:
      return plan::action_text(event.action);
  }
  return {};
}

std::string call_text(const Event& event) {
  return event.op.empty() ? event.syscall : event.op + "(" + event.syscall + ")";
}

bool decided(const Event& event) {
  return event.decision == Decision::fired && event.action.kind != plan::ActionKind::trace;
}

bool simply_passed(const Event& event) {
  return !decided(event) || event.action.kind == plan::ActionKind::allow;
}

bool is_listed(const Event& event) {
  const bool is_asked_for =
      event.decision == Decision::fired && event.action.kind == plan::ActionKind::trace;
  return is_asked_for || !simply_passed(event);
}

}  // namespace mishap::trace
