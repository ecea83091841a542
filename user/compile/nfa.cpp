// Globs have no nesting, so each is a chain of states (Ken Thompson, "Regular expression search
// algorithm", CACM 1968): a run is a loop on a state, and only a tree, which may be left out,
// forks. The chains of one bit are a trie over the pieces of its globs, in which reading goes from
// the leaves to the root.
#include "user/compile/nfa.h"

#include <algorithm>
#include <map>

namespace mishap::compile {
namespace {

using Kind = plan::GlobToken::Kind;

const plan::ByteSet kAllBytes = plan::ByteSet().set();
const plan::ByteSet kSlash = plan::ByteSet().set('/');

/// The globs of a bit by their first pieces.
struct TrieNode {
  plan::GlobToken token;  ///< The last of the pieces; of no meaning in the root.
  std::vector<uint32_t> children;
  uint32_t glob = 0;
  bool ends_glob = false;
};

using Trie = std::vector<TrieNode>;

void insert(Trie& trie, const plan::Glob& glob, uint32_t index) {
  uint32_t at = 0;
  trie[0].glob = trie.size() == 1 ? index : NfaState::kShared;
  for (const plan::GlobToken& token : glob.tokens) {
    auto known = std::ranges::find_if(trie[at].children,
                                      [&](uint32_t child) { return trie[child].token == token; });
    if (known != trie[at].children.end()) {
      at = *known;
      trie[at].glob = NfaState::kShared;
    } else {
      uint32_t added = static_cast<uint32_t>(trie.size());
      trie[at].children.push_back(added);
      trie.push_back({token, {}, index, false});
      at = added;
    }
  }
  trie[at].ends_glob = true;
}

/// Writes the states of one bit.
class TrieWriter {
 public:
  TrieWriter(const Trie& trie, uint8_t bit, Nfa& nfa) : trie_(trie), bit_(bit), nfa_(nfa) {}

  void write() {
    uint32_t root = add_state(trie_[0]);
    nfa_.states[root].accepts = true;
    nfa_.states[root].component = root;
    write_children(0, root);
  }

 private:
  uint32_t add_state(const TrieNode& node) {
    NfaState state;
    state.glob = node.glob;
    state.bit = bit_;
    nfa_.states.push_back(state);
    return static_cast<uint32_t>(nfa_.states.size() - 1);
  }

  void write_children(uint32_t node, uint32_t state) {
    for (uint32_t child : trie_[node].children) write_node(child, state);
    nfa_.states[state].subtree_end = static_cast<uint32_t>(nfa_.states.size());
  }

  void write_node(uint32_t index, uint32_t parent) {
    const TrieNode& node = trie_[index];
    uint32_t id = add_state(node);
    NfaState& state = nfa_.states[id];
    state.next = parent;
    state.component = nfa_.states[parent].component;
    switch (node.token.kind) {
      case Kind::one:
        state.step = node.token.bytes;
        if (state.step.test('/')) state.component = id;
        break;
      case Kind::run:
        add_loop(id, parent, kAllBytes & ~kSlash);
        break;
      case Kind::path_run:
        add_loop(id, parent, kAllBytes);
        state.component = id;
        break;
      case Kind::tree:
        add_tree(node, id);
        break;
    }
    if (node.ends_glob) nfa_.first.push_back(id);
    write_children(index, id);
    if (node.token.kind == Kind::tree)
      nfa_.states[id + 1].subtree_end = nfa_.states[id].subtree_end;
  }

  /// A run may be empty, so where it is read all that can follow it can be read too.
  void add_loop(uint32_t id, uint32_t parent, const plan::ByteSet& bytes) {
    NfaState& state = nfa_.states[id];
    const NfaState& after = nfa_.states[parent];
    state.loop = after.loop | bytes;
    state.step = after.step;
    state.next = after.next;
    state.accepts = after.accepts;
  }

  /// Backwards a tree is nothing, or any bytes and then a '/'.
  void add_tree(const TrieNode& node, uint32_t id) {
    uint32_t inside = add_state(node);
    nfa_.states[id].forks = true;
    nfa_.states[id].component = id;
    NfaState& state = nfa_.states[inside];
    state.loop = kAllBytes;
    state.step = kSlash;
    state.next = nfa_.states[id].next;
    state.component = id;
  }

  const Trie& trie_;
  uint8_t bit_;
  Nfa& nfa_;
};

}  // namespace

void Nfa::enter(uint32_t state, std::vector<uint32_t>& set) const {
  if (!states[state].forks) {
    set.push_back(state);
    return;
  }
  set.push_back(state + 1);
  enter(states[state].next, set);
}

Nfa build_nfa(const std::vector<BitGlob>& globs) {
  std::map<uint8_t, Trie> tries;
  for (uint32_t i = 0; i < globs.size(); ++i) {
    Trie& trie = tries[globs[i].bit];
    if (trie.empty()) trie.emplace_back();
    insert(trie, *globs[i].glob, i);
  }
  Nfa nfa;
  nfa.globs = static_cast<uint32_t>(globs.size());
  for (const auto& [bit, trie] : tries) TrieWriter(trie, bit, nfa).write();
  return nfa;
}

}  // namespace mishap::compile
