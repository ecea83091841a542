// The subset construction (Rabin and Scott, "Finite automata and their decision problems", 1959),
// over byte classes instead of bytes. A state is a set of NFA states; sets are made smaller first
// by what the shape of globs allows: a state with a run covers those that lead to it within the
// run's reach, and a glob that has matched for good covers the others of its bit. That keeps runs
// from multiplying states where the answer is the same anyway.
#include "user/compile/subset.h"

#include <algorithm>
#include <map>

namespace mishap::compile {

SubsetConstruction::SubsetConstruction(const Nfa& nfa) : nfa_(nfa) {
  find_classes();
}

size_t SubsetConstruction::SetHash::operator()(const Set& set) const {
  uint64_t hash = set.size();
  for (uint32_t each : set) {
    hash = (hash ^ each) * 0xff51afd7ed558ccdull;
    hash ^= hash >> 32;
  }
  return hash;
}

/// Bytes are alike when the same sets of the NFA have them.
void SubsetConstruction::find_classes() {
  std::vector<const plan::ByteSet*> sets;
  for (const NfaState& state : nfa_.states)
    for (const plan::ByteSet* set : {&state.loop, &state.step})
      if (std::ranges::none_of(sets, [&](auto* each) { return *each == *set; }))
        sets.push_back(set);

  std::map<std::vector<bool>, uint8_t> classes;
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::vector<bool> members;
    for (const plan::ByteSet* set : sets) members.push_back(set->test(byte));
    auto [entry, is_new] =
        classes.emplace(std::move(members), static_cast<uint8_t>(classes.size()));
    if (is_new) sample_.push_back(static_cast<uint8_t>(byte));
    dfa_.class_of[byte] = entry->second;
  }
  dfa_.classes = static_cast<uint32_t>(sample_.size());
}

/// Sorts the set at hand and drops the states that others in it cover.
void SubsetConstruction::canonicalise() {
  std::ranges::sort(set_);
  set_.erase(std::ranges::unique(set_).begin(), set_.end());
  uint64_t matched = 0;  // bits whose result nothing can change any more
  for (uint32_t each : set_)
    if (nfa_.states[each].matched_for_good()) matched |= uint64_t{1} << nfa_.states[each].bit;

  around_.clear();
  std::erase_if(set_, [&](uint32_t each) {
    const NfaState& state = nfa_.states[each];
    if (matched >> state.bit & 1) return !state.matched_for_good();
    while (!around_.empty() && nfa_.states[around_.back()].subtree_end <= each) around_.pop_back();
    if (std::ranges::any_of(around_, [&](uint32_t a) { return nfa_.states[a].covers(state); }))
      return true;
    if (state.loop.any()) around_.push_back(each);
    return false;
  });
}

/// The number of the set at hand, which gets one if it is new.
uint32_t SubsetConstruction::intern() {
  canonicalise();
  if (auto known = known_.find(set_); known != known_.end()) return known->second;
  uint32_t number = static_cast<uint32_t>(sets_.size());
  sets_.push_back(&known_.emplace(set_, number).first->first);
  uint64_t result = 0;
  for (uint32_t each : set_)
    if (nfa_.states[each].accepts) result |= uint64_t{1} << nfa_.states[each].bit;
  dfa_.result.push_back(result);
  return number;
}

/// Where a byte leads from `set`.
uint32_t SubsetConstruction::successor(const Set& set, uint8_t byte) {
  set_.clear();
  for (uint32_t each : set) {
    const NfaState& state = nfa_.states[each];
    if (state.loop.test(byte)) set_.push_back(each);
    if (state.step.test(byte)) nfa_.enter(state.next, set_);
  }
  return intern();
}

bool SubsetConstruction::run(uint32_t max_states) {
  intern();  // the empty set is state 0, the dead one
  for (uint32_t state : nfa_.first) nfa_.enter(state, set_);
  dfa_.start = intern();
  for (uint32_t state = 0; state < sets_.size(); ++state) {
    if (sets_.size() > max_states) return false;
    for (uint8_t byte : sample_) dfa_.next.push_back(successor(*sets_[state], byte));
  }
  return true;
}

uint32_t SubsetConstruction::costliest_glob() const {
  auto hash_of = [](uint32_t state) {
    uint64_t hash = (state + 1) * 0x9e3779b97f4a7c15ull;
    return (hash ^ (hash >> 29)) * 0xc4ceb9fe1a85ec53ull;
  };
  // A set's hash is a sum over its members, so that a glob's members can be taken out of it.
  uint32_t worst = 0;
  size_t fewest = SIZE_MAX;
  for (uint32_t glob = 0; glob < nfa_.globs; ++glob) {
    std::vector<uint64_t> rest;
    for (const Set* set : sets_) {
      uint64_t sum = 0;
      for (uint32_t state : *set)
        if (nfa_.states[state].glob != glob) sum += hash_of(state);
      rest.push_back(sum);
    }
    std::ranges::sort(rest);
    size_t left = rest.size() - std::ranges::unique(rest).size();
    if (left < fewest) {
      fewest = left;
      worst = glob;
    }
  }
  return worst;
}

}  // namespace mishap::compile
