// Probabilities as specs write them.
#pragma once

#include "starlark/value.h"
#include "user/plan/error.h"

namespace mishap::spec {

/// 0..1 from a float (0.3), an int (0, 1, or a percentage from 2 to 100), or a string ("30%",
/// "0.3"). "1%" is 0.01; the int 1 is certainty. The error says what was expected instead.
Result<double> parse_probability(starlark::Value value);

}  // namespace mishap::spec
