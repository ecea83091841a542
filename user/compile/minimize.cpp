// Minimisation by partition refinement (J. Hopcroft, "An n log n algorithm for minimizing states in
// a finite automaton", 1971), on the refinable partition of Valmari and Lehtinen (2008): the states
// lie in one array in which every block is a range, and marking a state swaps it to its block's
// front.
#include "user/compile/minimize.h"

#include <algorithm>
#include <map>
#include <numeric>

namespace mishap::compile {
namespace {

/// States sorted into blocks; a block is split by marking some of its states.
class Partition {
 public:
  struct Block {
    uint32_t begin, end;
    uint32_t marked;  ///< end of the marked states, which come first
  };

  /// Starts with one block for each different result.
  explicit Partition(const std::vector<uint64_t>& results)
      : states_(results.size()), at_(results.size()), block_of_(results.size()) {
    std::iota(states_.begin(), states_.end(), 0);
    std::ranges::stable_sort(states_, {}, [&](uint32_t s) { return results[s]; });
    for (uint32_t i = 0; i < states_.size(); ++i) {
      if (i == 0 || results[states_[i]] != results[states_[i - 1]]) blocks.push_back({i, i, i});
      blocks.back().end = i + 1;
      at_[states_[i]] = i;
      block_of_[states_[i]] = static_cast<uint32_t>(blocks.size() - 1);
    }
  }

  uint32_t block_of(uint32_t state) const { return block_of_[state]; }
  uint32_t state_at(uint32_t position) const { return states_[position]; }

  /// Marks a state; true when it is the first one of its block.
  bool mark(uint32_t state) {
    Block& block = blocks[block_of_[state]];
    uint32_t from = at_[state];
    if (from < block.marked) return false;
    uint32_t to = block.marked++;
    std::swap(states_[from], states_[to]);
    at_[states_[from]] = from;
    at_[states_[to]] = to;
    return to == block.begin;
  }

  /// Splits a block into its marked states and the others; takes all marks off. Gives the new
  /// block, which is the smaller half, or the block itself when all were marked.
  uint32_t split(uint32_t index) {
    Block& block = blocks[index];
    uint32_t middle = block.marked;
    block.marked = block.begin;
    if (middle == block.end) return index;
    Block half;
    if (middle - block.begin <= block.end - middle) {
      half = {block.begin, middle, block.begin};
      block.begin = block.marked = middle;
    } else {
      half = {middle, block.end, middle};
      block.end = middle;
    }
    uint32_t added = static_cast<uint32_t>(blocks.size());
    for (uint32_t i = half.begin; i < half.end; ++i) block_of_[states_[i]] = added;
    blocks.push_back(half);
    return added;
  }

  std::vector<Block> blocks;

 private:
  std::vector<uint32_t> states_, at_, block_of_;
};

/// Who leads to a state by a class: all of one (class, state) lie together.
class Predecessors {
 public:
  explicit Predecessors(const Dfa& dfa) : states_(dfa.states()), from_(dfa.next.size()) {
    offset_.assign(dfa.next.size() + 1, 0);
    for_each(dfa, [&](size_t key, uint32_t) { ++offset_[key + 1]; });
    std::partial_sum(offset_.begin(), offset_.end(), offset_.begin());
    std::vector<uint32_t> fill(offset_.begin(), offset_.end() - 1);
    for_each(dfa, [&](size_t key, uint32_t state) { from_[fill[key]++] = state; });
  }

  template <typename Visit>
  void visit(uint32_t cls, uint32_t state, Visit visit) const {
    size_t key = size_t{cls} * states_ + state;
    for (uint32_t i = offset_[key]; i < offset_[key + 1]; ++i) visit(from_[i]);
  }

 private:
  template <typename Visit>
  void for_each(const Dfa& dfa, Visit visit) {
    for (uint32_t state = 0; state < states_; ++state)
      for (uint32_t cls = 0; cls < dfa.classes; ++cls)
        visit(size_t{cls} * states_ + dfa.row(state)[cls], state);
  }

  uint32_t states_;
  std::vector<uint32_t> offset_, from_;
};

Partition refine(const Dfa& dfa) {
  Partition partition(dfa.result);
  Predecessors predecessors(dfa);
  std::vector<uint32_t> waiting(partition.blocks.size());
  std::iota(waiting.begin(), waiting.end(), 0);
  std::vector<uint32_t> splitter, touched;

  while (!waiting.empty()) {
    // A copy: the block may itself be split while it splits others.
    Partition::Block block = partition.blocks[waiting.back()];
    waiting.pop_back();
    splitter.clear();
    for (uint32_t i = block.begin; i < block.end; ++i) splitter.push_back(partition.state_at(i));
    for (uint32_t cls = 0; cls < dfa.classes; ++cls) {
      touched.clear();
      for (uint32_t state : splitter)
        predecessors.visit(cls, state, [&](uint32_t from) {
          if (partition.mark(from)) touched.push_back(partition.block_of(from));
        });
      for (uint32_t each : touched) {
        // The new block is the smaller one. If the old one still waits, both must; if not, the
        // smaller suffices.
        uint32_t added = partition.split(each);
        if (added != each) waiting.push_back(added);
      }
    }
  }
  return partition;
}

}  // namespace

Dfa minimize(const Dfa& dfa) {
  Partition partition = refine(dfa);
  // Blocks are numbered by their first state, so that the dead one stays 0.
  std::vector<uint32_t> number(partition.blocks.size(), UINT32_MAX), representative;
  for (uint32_t state = 0; state < dfa.states(); ++state) {
    uint32_t& mine = number[partition.block_of(state)];
    if (mine != UINT32_MAX) continue;
    mine = static_cast<uint32_t>(representative.size());
    representative.push_back(state);
  }
  Dfa small;
  small.classes = dfa.classes;
  small.class_of = dfa.class_of;
  small.start = number[partition.block_of(dfa.start)];
  for (uint32_t state : representative) {
    small.result.push_back(dfa.result[state]);
    for (uint32_t cls = 0; cls < dfa.classes; ++cls)
      small.next.push_back(number[partition.block_of(dfa.row(state)[cls])]);
  }
  return small;
}

}  // namespace mishap::compile
