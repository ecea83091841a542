// mishap beside what people use otherwise.
#pragma once

#include "tests/bench/results.h"

namespace mishap::bench {

/// Adds how many times cheaper a call in scope that no rule is meant for is than one under a bare
/// seccomp supervisor and under strace. Adds nothing for rows that weren't measured.
void compare_with_others(Results& results);

}  // namespace mishap::bench
