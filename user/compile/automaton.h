// The one automaton of a scope: globs -> the tables of struct mishap_automaton.
#pragma once

#include <cstdint>
#include <expected>
#include <vector>

#include "bpf/abi.h"
#include "user/compile/dfa.h"
#include "user/compile/image_writer.h"
#include "user/compile/nfa.h"
#include "user/compile/result_ids.h"

namespace mishap::compile {

/// An image may take half of the arena, so that a scope's old and new rules fit at the same time.
constexpr size_t kMaxImageBytes = MISHAP_ARENA_BYTES / 2;
/// Before minimisation, which seldom finds much: the subset construction knows what runs make
/// equal.
constexpr uint32_t kMaxAutomatonStates = 65535;

/// The automaton of a set of globs outgrew its limits.
struct TooCostly {
  uint32_t glob = 0;  ///< Index of the glob without which it would be smallest.
};

/// Makes the smallest automaton for the globs, with the states that never change again first, the
/// dead one as 0. Without globs the automaton has no states at all.
std::expected<Dfa, TooCostly> build_automaton(const std::vector<BitGlob>& globs);

/// Appends the automaton to an image; gives the offset of its struct mishap_automaton.
uint32_t write_automaton(const Dfa& dfa, const ResultIds& ids, ImageWriter& image);

}  // namespace mishap::compile
