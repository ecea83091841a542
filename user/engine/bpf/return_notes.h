// The notes that entries leave for the returns of their calls (bpf/exit.h), and the counts of
// triggers by subject: what has to go when a rule does.
#pragma once

#include <cstdint>

#include "user/engine/bpf/object.h"

namespace mishap::engine {

/// Notes of rules that were taken away.
struct Leftovers {
  uint64_t unfinished = 0;  ///< Their calls had not returned.
  uint64_t missed = 0;      ///< Their calls had returned, unseen.
};

/// Takes away the notes of a rule's calls: from now on they return as if nothing had been.
Leftovers remove_notes(const Object& object, uint32_t counter);

/// Frees the counts that a rule's trigger kept by process, thread, file or path.
void remove_tallies(const Object& object, uint32_t counter);

}  // namespace mishap::engine
