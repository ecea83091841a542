// Globs -> nondeterministic -> deterministic -> smallest -> numbered for the matcher in bpf/glob.h.
#include "user/compile/automaton.h"

#include <algorithm>

#include "user/compile/minimize.h"
#include "user/compile/subset.h"

namespace mishap::compile {
namespace {

bool absorbing(const Dfa& dfa, uint32_t state) {
  return std::all_of(dfa.row(state), dfa.row(state) + dfa.classes,
                     [&](uint32_t next) { return next == state; });
}

uint32_t count_absorbing(const Dfa& dfa) {
  uint32_t count = 0;
  while (count < dfa.states() && absorbing(dfa, count)) ++count;
  return count;
}

/// The order that states get: the dead one, the other absorbing ones, then the rest as a walk in
/// breadth meets them, so that states which follow each other lie close together.
std::vector<uint32_t> matcher_order(const Dfa& dfa) {
  std::vector<uint32_t> order{0};
  for (uint32_t state = 1; state < dfa.states(); ++state)
    if (absorbing(dfa, state)) order.push_back(state);
  std::vector<bool> seen(dfa.states());
  for (uint32_t state : order) seen[state] = true;
  auto visit = [&](uint32_t state) {
    if (!seen[state]) order.push_back(state);
    seen[state] = true;
  };
  size_t at = order.size();
  visit(dfa.start);
  for (; at < order.size(); ++at)
    for (uint32_t cls = 0; cls < dfa.classes; ++cls) visit(dfa.row(order[at])[cls]);
  return order;
}

Dfa renumbered(const Dfa& dfa, const std::vector<uint32_t>& order) {
  std::vector<uint32_t> number(dfa.states());
  for (uint32_t i = 0; i < order.size(); ++i) number[order[i]] = i;
  Dfa result{.classes = dfa.classes,
             .class_of = dfa.class_of,
             .next = {},
             .result = {},
             .start = number[dfa.start]};
  for (uint32_t state : order) {
    result.result.push_back(dfa.result[state]);
    for (uint32_t cls = 0; cls < dfa.classes; ++cls)
      result.next.push_back(number[dfa.row(state)[cls]]);
  }
  return result;
}

size_t table_bytes(const Dfa& dfa) {
  return sizeof(u16) * (dfa.next.size() + dfa.states());
}

}  // namespace

std::expected<Dfa, TooCostly> build_automaton(const std::vector<BitGlob>& globs) {
  if (globs.empty()) return Dfa{};
  Nfa nfa = build_nfa(globs);
  SubsetConstruction subset(nfa);
  if (!subset.run(kMaxAutomatonStates)) return std::unexpected(TooCostly{subset.costliest_glob()});
  Dfa small = minimize(subset.dfa());
  if (table_bytes(small) > kMaxImageBytes)
    return std::unexpected(TooCostly{subset.costliest_glob()});
  return renumbered(small, matcher_order(small));
}

uint32_t write_automaton(const Dfa& dfa, const ResultIds& ids, ImageWriter& image) {
  mishap_automaton header = {};
  header.states = dfa.states();
  header.classes = dfa.classes;
  header.absorbing = count_absorbing(dfa);
  header.start = dfa.start;
  std::copy(dfa.class_of.begin(), dfa.class_of.end(), header.class_of);
  uint32_t offset = image.append(header);

  header.table = image.append(std::vector<u16>(dfa.next.begin(), dfa.next.end()));
  std::vector<u16> results;
  for (uint64_t set : dfa.result) results.push_back(ids.of(set));
  header.results = image.append(results);
  image.rewrite(offset, header);
  return offset;
}

}  // namespace mishap::compile
