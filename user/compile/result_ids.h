// Result ids: small numbers for the sets of path bits that the automaton and the prefix map answer
// with.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

namespace mishap::compile {

/// Numbers the sets that it is given. Id 0 is the empty set. The kernel side caches verdicts only
/// for ids below 64, so the sets that are likeliest to be met, those of few bits, get the lowest
/// ids.
class ResultIds {
 public:
  explicit ResultIds(std::vector<uint64_t> sets);

  /// The id of a set that was given.
  uint16_t of(uint64_t set) const { return ids_.at(set); }
  /// Sets by id: mishap_image.masks.
  const std::vector<uint64_t>& sets() const { return sets_; }
  /// False when there are more sets than ids.
  bool fit() const { return sets_.size() <= UINT16_MAX; }

 private:
  std::vector<uint64_t> sets_;
  std::map<uint64_t, uint16_t> ids_;
};

}  // namespace mishap::compile
