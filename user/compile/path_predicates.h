// Which path bit each rule needs, and what decides the bits: the prefix map where it can, else the
// automaton.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "user/compile/compile.h"
#include "user/compile/dfa.h"
#include "user/compile/prefix_map.h"

namespace mishap::compile {

/// How globs are spread over the two matchers. Both give the same answers, which tests make use of.
enum class Matchers { prefix_map_and_automaton, automaton_alone };

struct PathPredicates {
  std::vector<uint8_t> bit_of_rule;  ///< By rule; MISHAP_NO_PATH for one without globs.
  /// By rule, then by its peers; MISHAP_NO_PATH for one that is no unix socket.
  std::vector<std::vector<uint8_t>> bits_of_peers;
  PrefixMap prefixes;
  Dfa automaton;  ///< Without states when no glob needs it.
};

/// Gives each different list of globs a bit and compiles the globs. Errors: a bad glob, too many
/// lists, an automaton that is too large.
Result<PathPredicates> compile_paths(std::span<const ArmedRule> rules, Matchers matchers);

}  // namespace mishap::compile
