// A deterministic automaton, as the stages of its making pass it on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace mishap::compile {

/// Complete: every state has a successor for every byte class. State 0 is dead: no result, and
/// never left.
struct Dfa {
  uint32_t classes = 0;
  std::array<uint8_t, 256> class_of{};  ///< Bytes that every state treats alike share a class.
  std::vector<uint32_t> next;           ///< next[state * classes + class]
  std::vector<uint64_t> result;         ///< Set of path bits, when the path ends in this state.
  uint32_t start = 0;

  uint32_t states() const { return static_cast<uint32_t>(result.size()); }
  const uint32_t* row(uint32_t state) const { return &next[std::size_t{state} * classes]; }
};

}  // namespace mishap::compile
