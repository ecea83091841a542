// From the nondeterministic automaton to a deterministic one.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "user/compile/dfa.h"
#include "user/compile/nfa.h"

namespace mishap::compile {

/// The subset construction. Exponential at worst, so it stops at a limit and can then say which
/// glob is to blame.
class SubsetConstruction {
 public:
  explicit SubsetConstruction(const Nfa& nfa);

  /// Makes the automaton; false when it would have more than `max_states` states.
  bool run(uint32_t max_states);

  /// The result of run().
  const Dfa& dfa() const { return dfa_; }

  /// The glob without which the states found so far would be fewest.
  uint32_t costliest_glob() const;

 private:
  using Set = std::vector<uint32_t>;  ///< NFA states, ascending.
  struct SetHash {
    size_t operator()(const Set& set) const;
  };

  void find_classes();
  void canonicalise();
  uint32_t intern();
  uint32_t successor(const Set& set, uint8_t byte);

  const Nfa& nfa_;
  Dfa dfa_;
  Set set_;     ///< The set at hand; kept to reuse its memory.
  Set around_;  ///< Of canonicalise(): states with runs that those at hand lead to.
  std::vector<uint8_t> sample_;   ///< A byte of each class.
  std::vector<const Set*> sets_;  ///< By DFA state; the keys of known_.
  std::unordered_map<Set, uint32_t, SetHash> known_;
};

}  // namespace mishap::compile
