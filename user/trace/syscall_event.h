// From what the kernel reported to an event in the words of the spec.
#pragma once

#include "user/engine/engine.h"
#include "user/plan/plan.h"
#include "user/trace/event.h"

namespace mishap::trace {

/// The event of a call that met `rule`, which has this index in the test's list of rules.
Event syscall_event(const engine::RawEvent& raw, const plan::Rule& rule, int rule_index);

}  // namespace mishap::trace
