// The smallest automaton with the same answers.
#pragma once

#include "user/compile/dfa.h"

namespace mishap::compile {

/// Merges states that no input can tell apart. O(classes * states * log states) time. State 0 stays
/// the dead one.
Dfa minimize(const Dfa& dfa);

}  // namespace mishap::compile
