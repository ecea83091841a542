// What a rule does to its calls, and did to one, as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "user/plan/plan.h"
#include "user/trace/event.h"

namespace mishap::report {

/// Adds "action", and what belongs to it: "errno" or "value" or "signal", and "at".
void add_action(nlohmann::ordered_json& json, const plan::Action& action);

/// Adds "fired" and "action" of a syscall event, and when it fired what the caller was told:
/// "errno", "value" or "signal", and "at".
void add_decision(nlohmann::ordered_json& json, const trace::Event& event);

}  // namespace mishap::report
