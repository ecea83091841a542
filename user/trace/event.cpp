// How events are told in words.
#include "user/trace/event.h"

#include "user/plan/errno_names.h"

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
  switch (event.decision) {
    case Decision::none:
      return {};
    case Decision::deny:
      return "deny(" + plan::errno_name(event.error_number) + ")";
    case Decision::held_back:
      return "held back";
  }
  return {};
}

std::string call_text(const Event& event) {
  return event.op.empty() ? event.syscall : event.op + "(" + event.syscall + ")";
}

bool simply_passed(const Event& event) {
  return event.decision != Decision::deny;
}

}  // namespace mishap::trace
