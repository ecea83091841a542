// A rule of the plan as a row of the image: what it does and when. Its conditions are entered by
// rule_conditions and path_predicates.
#pragma once

#include "bpf/abi.h"
#include "user/compile/compile.h"

namespace mishap::compile {

/// Errors: a probability or errno value out of range, at the rule's place.
Result<mishap_rule> make_rule(const ArmedRule& armed);

}  // namespace mishap::compile
