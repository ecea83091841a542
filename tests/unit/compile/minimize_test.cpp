// Minimisation against the textbook's slow way, on random automata.
#include "user/compile/minimize.h"

#include <map>
#include <random>

#include <doctest/doctest.h>

namespace mishap::compile {
namespace {

Dfa random_dfa(std::mt19937& random, uint32_t states, uint32_t classes) {
  Dfa dfa;
  dfa.classes = classes;
  auto any = [&](uint32_t limit) {
    return std::uniform_int_distribution<uint32_t>(0, limit - 1)(random);
  };
  for (uint32_t state = 0; state < states; ++state) {
    dfa.result.push_back(state == 0 ? 0 : any(3) == 0);
    for (uint32_t cls = 0; cls < classes; ++cls) dfa.next.push_back(state == 0 ? 0 : any(states));
  }
  dfa.start = states - 1;
  return dfa;
}

/// Splits blocks by result and successors' blocks until nothing splits (Moore 1956).
size_t count_by_moore(const Dfa& dfa) {
  std::vector<uint64_t> block(dfa.result);
  for (size_t before = 0;;) {
    std::map<std::vector<uint64_t>, uint64_t> seen;
    std::vector<uint64_t> refined;
    for (uint32_t state = 0; state < dfa.states(); ++state) {
      std::vector<uint64_t> key{block[state]};
      for (uint32_t cls = 0; cls < dfa.classes; ++cls) key.push_back(block[dfa.row(state)[cls]]);
      refined.push_back(seen.emplace(key, seen.size()).first->second);
    }
    block = refined;
    if (seen.size() == before) return before;
    before = seen.size();
  }
}

std::vector<uint64_t> run(const Dfa& dfa, const std::vector<uint32_t>& word) {
  std::vector<uint64_t> results;
  uint32_t state = dfa.start;
  for (uint32_t cls : word) {
    results.push_back(dfa.result[state]);
    state = dfa.row(state)[cls];
  }
  return results;
}

}  // namespace

TEST_CASE("the smallest automaton has as many states as there are behaviours, and answers alike") {
  std::mt19937 random(5);
  for (uint32_t i = 0; i < 300; ++i) {
    Dfa dfa = random_dfa(random, 2 + i % 40, 1 + i % 3);
    Dfa small = minimize(dfa);
    CHECK(small.states() == count_by_moore(dfa));
    CHECK(small.result[0] == 0);
    CHECK(*small.row(0) == 0);
    std::vector<uint32_t> word;
    for (int n = 0; n < 60; ++n) word.push_back(random() % dfa.classes);
    CHECK(run(small, word) == run(dfa, word));
  }
}

}  // namespace mishap::compile
