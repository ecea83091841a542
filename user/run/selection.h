// Which tests --test means.
#pragma once

#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::run {

/// The tests that at least one pattern means, in their order; all of them without patterns. A
/// pattern is a name with or without `test_`, a glob of names, or `test_matrix_SCENARIO` for all
/// cells of that row. The error, when nothing is left, names the nearest test.
Result<std::vector<const plan::Test*>> select_tests(const plan::Plan& plan,
                                                    const std::vector<std::string>& patterns);

}  // namespace mishap::run
