// A nondeterministic automaton for a set of globs, read backwards, from a path's last
// byte to its first.
#pragma once

#include <cstdint>
#include <vector>

#include "user/plan/glob.h"

namespace mishap::compile {

/// A glob and the path bit that it stands for. Several globs may share a bit.
struct BitGlob {
  const plan::Glob* glob = nullptr;
  uint8_t bit = 0;
};

/// A state: "these first pieces of a glob are what is still to be read". Globs of one bit that
/// begin alike share the states of what they share: the states of a bit are a tree, its root is
/// where the path has matched, and each state leads towards the root. They are numbered in
/// preorder, so what leads to a state lies right behind it.
struct NfaState {
  plan::ByteSet loop;  ///< Bytes that stay here: those of the run that comes next.
  plan::ByteSet step;  ///< Bytes that go on to `next`.
  uint32_t next = 0;
  uint32_t subtree_end = 0;  ///< States up to here lead to this one.
  uint32_t component = 0;    ///< Equal for two states on one way when no '/' is read between them.
  uint32_t glob = 0;         ///< Index of the glob that it belongs to, or kShared.
  uint8_t bit = 0;
  bool accepts = false;  ///< The path matches if it begins here.
  bool forks = false;  ///< Not a state to be in: who enters it enters the one behind it and `next`.

  static constexpr uint32_t kShared = UINT32_MAX;

  /// No matter what comes before, the path matches.
  bool matched_for_good() const { return accepts && loop.all(); }
  /// A state with a run accepts all that the states within the run's reach do; beside it they are
  /// not needed. `other` is a state that leads to this one.
  bool covers(const NfaState& other) const {
    return loop.all() || (loop.any() && other.component == component);
  }
};

struct Nfa {
  std::vector<NfaState> states;
  std::vector<uint32_t> first;  ///< Where reading begins: all of a glob is still to be read.
  uint32_t globs = 0;

  /// Adds the states that one is in after entering `state` to `set`.
  void enter(uint32_t state, std::vector<uint32_t>& set) const;
};

/// Builds the automaton.
Nfa build_nfa(const std::vector<BitGlob>& globs);

}  // namespace mishap::compile
