// The arena's free list: a handful of images at a time, so first fit over an ordered map is plenty.
#include "user/engine/bpf/arena.h"

namespace mishap::engine {
namespace {

constexpr uint32_t alignment = 64;

}  // namespace

ArenaSpace::ArenaSpace(uint32_t bytes) : bytes_(bytes) {
  used_.emplace(0, alignment);
}

std::optional<uint32_t> ArenaSpace::allocate(uint32_t bytes) {
  const uint32_t size = (bytes + alignment - 1) / alignment * alignment;
  for (auto piece = used_.begin(); piece != used_.end(); ++piece) {
    const uint32_t start = piece->first + piece->second;
    const auto next = std::next(piece);
    const uint32_t end = next == used_.end() ? bytes_ : next->first;
    if (end - start < size) continue;
    used_.emplace(start, size);
    return start;
  }
  return std::nullopt;
}

void ArenaSpace::release(uint32_t offset) {
  if (offset) used_.erase(offset);
}

}  // namespace mishap::engine
