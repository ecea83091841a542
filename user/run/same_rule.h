// When two armings are of one rule.
#pragma once

#include "user/plan/plan.h"

namespace mishap::run {

/// The same words at the same place of the spec with the same meaning: a fault() in a loop arms one
/// rule many times.
inline bool same_rule(const plan::Rule& a, const plan::Rule& b) {
  return a.place.file == b.place.file && a.place.line == b.place.line &&
         a.place.column == b.place.column && a.service == b.service && a.keyword == b.keyword &&
         a.op == b.op && a.syscalls == b.syscalls && a.where == b.where &&
         a.action == b.action &&
         a.trigger == b.trigger && a.probability == b.probability && a.label == b.label &&
         a.assumption == b.assumption;
}

}  // namespace mishap::run
