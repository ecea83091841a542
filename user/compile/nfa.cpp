// Globs have no nesting, so each becomes a chain of states (Ken Thompson, "Regular expression search algorithm",
// CACM 1968): a run is a loop on a state, and only a tree, which may be left out, forks the chain.
#include "user/compile/nfa.h"

#include <ranges>

namespace mishap::compile {
namespace {

using Kind = plan::GlobToken::Kind;

const plan::ByteSet all_bytes = plan::ByteSet().set();
const plan::ByteSet slash_only = plan::ByteSet().set('/');

/// Writes the chain of one glob.
class Chain {
 public:
  Chain(Nfa& nfa, uint32_t glob, uint8_t bit) : nfa_(nfa), glob_(glob), bit_(bit) { add_state(); }

  void add(const plan::GlobToken& token) {
    switch (token.kind) {
      case Kind::one: step(token.bytes); break;
      case Kind::run: last().loop |= all_bytes & ~slash_only; break;
      case Kind::path_run: last().loop = all_bytes; break;
      case Kind::tree:  // backwards: nothing, or any bytes and then a '/'
        last().forks = true;
        add_state();
        last().loop = all_bytes;
        step(slash_only);
        break;
    }
  }

  void end() { last().accepts = true; }

 private:
  NfaState& last() { return nfa_.states.back(); }

  void add_state() {
    NfaState state;
    state.glob = glob_;
    state.bit = bit_;
    nfa_.states.push_back(state);
  }

  void step(const plan::ByteSet& bytes) {
    last().step = bytes;
    last().next = static_cast<uint32_t>(nfa_.states.size());
    add_state();
  }

  Nfa& nfa_;
  uint32_t glob_;
  uint8_t bit_;
};

}  // namespace

void Nfa::enter(uint32_t state, std::vector<uint32_t>& set) const {
  if (!states[state].forks) {
    set.push_back(state);
    return;
  }
  enter(state + 1, set);
  enter(state + 2, set);
}

Nfa build_nfa(const std::vector<BitGlob>& globs) {
  Nfa nfa;
  for (uint32_t i = 0; i < globs.size(); ++i) {
    nfa.first.push_back(static_cast<uint32_t>(nfa.states.size()));
    Chain chain(nfa, i, globs[i].bit);
    for (const plan::GlobToken& token : std::views::reverse(globs[i].glob->tokens)) chain.add(token);
    chain.end();
  }
  return nfa;
}

}  // namespace mishap::compile
