// Room for images in the arena map, and the barrier that says when old ones are no longer read.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

namespace mishap::engine {

/// First-fit allocation of [offset, offset + size) in a space of fixed size. Offset 0 is never
/// given out.
class ArenaSpace {
 public:
  explicit ArenaSpace(uint32_t bytes);
  /// A piece of at least `bytes`, aligned to 64; nullopt when no gap is large enough.
  std::optional<uint32_t> allocate(uint32_t bytes);
  void release(uint32_t offset);

 private:
  std::map<uint32_t, uint32_t> used_;  ///< offset -> size
  uint32_t bytes_;
};

}  // namespace mishap::engine
