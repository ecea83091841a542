// Numbering of result sets.
#include "user/compile/result_ids.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace mishap::compile {

ResultIds::ResultIds(std::vector<uint64_t> sets) : sets_(std::move(sets)) {
  sets_.push_back(0);
  std::ranges::sort(sets_, {}, [](uint64_t set) { return std::pair(std::popcount(set), set); });
  sets_.erase(std::ranges::unique(sets_).begin(), sets_.end());
  for (size_t i = 0; i < sets_.size(); ++i) ids_.emplace(sets_[i], static_cast<uint16_t>(i));
}

}  // namespace mishap::compile
