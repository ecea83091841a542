// How much of a long test is done: all of it in ci/soak, a tenth in ci/test.
#pragma once

#include <cstdint>
#include <cstdlib>

namespace mishap {

/// Whether $SOAK is set: everything in full size.
inline bool soaks() {
  return std::getenv("SOAK") != nullptr;
}

/// As much of `whole` as this run is to do.
inline uint64_t part_of(uint64_t whole) {
  return soaks() ? whole : whole / 10;
}

}  // namespace mishap
