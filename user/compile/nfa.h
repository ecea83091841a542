// A nondeterministic automaton for a set of globs, read backwards: from a path's last byte to its first.
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

/// A state: "the last k pieces of one glob are used up". The states of a glob are numbered in that order.
struct NfaState {
  plan::ByteSet loop;    ///< Bytes that stay here: those of the run that comes next.
  plan::ByteSet step;    ///< Bytes that go on to `next`.
  uint32_t next = 0;
  uint32_t glob = 0;     ///< Index into the globs that the automaton was made of.
  uint8_t bit = 0;
  bool accepts = false;  ///< The path matches if it begins here.
  bool forks = false;    ///< Not a state to be in: who enters it enters the two that follow it.

  /// What this state accepts, it accepts with anything before it too: `.* rest`. Every earlier state of the same
  /// glob accepts only what this one does, so beside it they are not needed.
  bool covers_earlier() const { return loop.all(); }
};

struct Nfa {
  std::vector<NfaState> states;
  std::vector<uint32_t> first;  ///< The first state of every glob.

  /// Adds the states that one is in after entering `state` to `set`, in ascending order.
  void enter(uint32_t state, std::vector<uint32_t>& set) const;
};

/// Builds the automaton; the states of a glob follow those of the glob before it.
Nfa build_nfa(const std::vector<BitGlob>& globs);

}  // namespace mishap::compile
