// The inside of a Heap: where memory comes from, what is charged, what the collector needs.
//
// Small objects come from size classes of 8 bytes, cut from chunks and kept on free lists; large
// ones from malloc. All are linked youngest first, which gives the collector its rule: the objects
// older than the last entry from C++ into Starlark are all taken for alive (see heap.h).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "starlark/host_object.h"
#include "starlark/runtime/object.h"

namespace starlark {

struct ModuleState;

/// For finding values that are not rooted: collects at every step and gives freed objects back to
/// malloc, where AddressSanitizer watches them. Slow; set by -DSTARLARK_STRESS_COLLECTOR.
#ifdef STARLARK_STRESS_COLLECTOR
inline constexpr bool kStressCollector = true;
#else
inline constexpr bool kStressCollector = false;
#endif

struct HeapState {
  explicit HeapState(std::size_t byte_budget);
  ~HeapState();

  /// A new object, its members default-made. Fails the program when the budget is used up.
  template <typename T>
  T* make(Kind kind, std::size_t trailing = 0) {
    std::size_t size = (sizeof(T) + trailing + 7) & ~std::size_t{7};
    T* o = new (allocate(size)) T();
    o->next = objects;
    o->size = static_cast<std::uint32_t>(size);
    o->kind = kind;
    objects = o;
    return o;
  }
  /// Accounts for [bytes] more of storage; fails the program, before any change, when too much.
  void charge(std::size_t bytes);
  /// Fails the program unless [bytes] more would be fine.
  void check_room(std::size_t bytes) const;
  void release(std::size_t count) { bytes -= std::min(bytes, count); }
  bool wants_collection() const { return kStressCollector || bytes >= threshold; }

  /// Frees what is reached neither from [roots] nor from objects at or after [oldest_kept].
  void collect(Object* oldest_kept, const std::function<void(Visitor&)>& roots);
  void free_object(Object* o);

  Object* objects = nullptr;
  std::size_t bytes = 0, budget, threshold;
  bool frozen = false;
  std::vector<std::shared_ptr<const Heap>> kept;
  std::vector<std::unique_ptr<ModuleState>> modules;

 private:
  static constexpr std::size_t kClasses = 33;  ///< up to 256 bytes
  static constexpr std::size_t kMinimumThreshold = std::size_t{4} << 20;
  static constexpr std::size_t kChunk = 32768;
  static bool is_small(std::size_t size) { return !kStressCollector && size / 8 < kClasses; }
  void* allocate(std::size_t size);
  void* small_block(std::size_t size_class);
  void destroy(Object* o);

  void* free_lists_[kClasses] = {};
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::byte* chunk_at_ = nullptr;
  std::byte* chunk_end_ = nullptr;
};

/// Shows every Value that an object refers to.
void visit_children(Object* o, Visitor& visitor);
/// Makes [v] and all that it refers to immutable, without recursion.
void freeze_deep(Value v);

}  // namespace starlark
