// What deny(), skip() and the other faults have in common: label=, probability= and triggers.
#pragma once

#include <string>
#include <vector>

#include "starlark/builtin.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// On which calls a fault acts, and how it is called.
struct FaultTerms {
  std::string label;
  double probability = 1.0;
  plan::Trigger trigger;
};

/// `own` and behind them the parameters that fault_terms() reads.
std::vector<starlark::Param> with_fault_terms(std::vector<starlark::Param> own);

/// Reads label=, probability=, nth=, after=, every=, times=, when= and per=. Fails at the argument
/// that is wrong or excludes another, and at catch-all keywords, none of which is known.
FaultTerms fault_terms(const starlark::Call& call, const std::vector<starlark::Param>& params);

/// The parameter at=, and what it says.
starlark::Param moment_param();
plan::Moment moment_argument(const starlark::Call& call);

}  // namespace mishap::spec
