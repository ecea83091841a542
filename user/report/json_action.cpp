// What a rule does to its calls, as JSON.
#include "user/report/json_action.h"

#include "user/plan/action_text.h"
#include "user/plan/errno_names.h"
#include "user/plan/signals.h"

namespace mishap::report {

using Json = nlohmann::ordered_json;

void add_action(Json& json, const plan::Action& action) {
  using plan::ActionKind;
  json["action"] = plan::action_name(action.kind);
  if (action.kind == ActionKind::deny) json["errno"] = plan::errno_name(action.error_number);
  if (action.kind == ActionKind::returns) json["value"] = action.value;
  if (action.kind == ActionKind::crash) json["signal"] = plan::signal_name(action.signal);
  if (plan::has_moment(action)) json["at"] = plan::moment_name(action.at);
}

void add_decision(Json& json, const trace::Event& event) {
  const bool fired = event.decision == trace::Decision::fired;
  json["fired"] = fired;
  if (!fired) {
    json["action"] = plan::action_name(event.action.kind);
    return;
  }
  add_action(json, event.action);
  if (event.action.kind == plan::ActionKind::skip) json["value"] = event.value;
}

}  // namespace mishap::report
