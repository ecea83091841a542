// Walks a path as the kernel side walks dentries: component by component, leaf first. The automaton
// reads each name backwards; name hashes are kept in a ring, since the prefix map needs those
// nearest to the root, in forward order.
#include "user/compile/match.h"

#include <algorithm>

#include "bpf/glob.h"
#include "bpf/prefix.h"

namespace mishap::compile {
namespace {

constexpr uint32_t kRing = MISHAP_PREFIX_DEPTH + 1;

class Walk {
 public:
  explicit Walk(const u8* arena)
      : arena_(arena), image_(*reinterpret_cast<const mishap_image*>(arena)) {
    if (image_.automaton) glob_start(&glob_, arena_, 0, image_.automaton);
  }

  void component(std::string_view name) {
    if (image_.prefixes)
      names_[depth_ % kRing] = name_hash(name.data(), static_cast<u32>(name.size()));
    ++depth_;
    if (!image_.automaton) return;
    for (size_t i = name.size(); i > 0 && !glob_settled(&glob_); --i)
      glob_step(&glob_, arena_, name[i - 1]);
    slash();
  }

  /// The root directory, reached without any component, is a '/' alone.
  void slash() {
    if (image_.automaton && !glob_settled(&glob_)) glob_step(&glob_, arena_, '/');
  }

  uint64_t result() const {
    uint64_t bits = 0;
    if (image_.automaton) bits |= mask(glob_result(&glob_, arena_, 0, image_.automaton));
    if (image_.prefixes) bits |= mask(prefix_result());
    return bits;
  }

 private:
  u64 mask(u32 id) const { return arena_u64(arena_, image_.masks + id * sizeof(u64)); }

  /// Goes down from the root while the prefix map has entries; the deepest one says all.
  u32 prefix_result() const {
    u64 key = PREFIX_ROOT;
    u32 entry = prefix_find(arena_, 0, key);
    u32 at = 0;
    while (at < std::min(depth_, image_.prefix_depth)) {
      key = prefix_hash(key, names_[(depth_ - 1 - at) % kRing]);
      u32 next = prefix_find(arena_, 0, key);
      if (!next) break;
      entry = next;
      ++at;
    }
    u32 rest = depth_ - at;
    if (rest == 0) return arena_u16(arena_, entry + offsetof(mishap_prefix, self));
    if (rest == 1) return arena_u16(arena_, entry + offsetof(mishap_prefix, child));
    return arena_u16(arena_, entry + offsetof(mishap_prefix, below));
  }

  const u8* arena_;
  const mishap_image& image_;
  glob glob_ = {};
  u64 names_[kRing] = {};
  u32 depth_ = 0;
};

}  // namespace

uint64_t match_path(const ScopeImage& image, std::string_view path) {
  if (path.empty() || path.front() != '/') return 0;
  Walk walk(reinterpret_cast<const u8*>(image.bytes.data()));
  if (path == "/") walk.slash();
  for (size_t end = path.size(); end > 1;) {
    size_t slash = path.rfind('/', end - 1);
    walk.component(path.substr(slash + 1, end - slash - 1));
    end = slash;
  }
  return walk.result();
}

}  // namespace mishap::compile
