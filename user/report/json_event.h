// One event as JSON.
#pragma once

#include <nlohmann/json.hpp>

#include "user/trace/event.h"

namespace mishap::report {

/// Fields that mean nothing for the event's kind are left out; docs/results.md lists them by kind.
nlohmann::ordered_json event_json(const trace::Event& event);

}  // namespace mishap::report
