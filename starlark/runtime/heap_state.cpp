// Allocation, accounting and freeing of objects, and raise(), by which all operations fail.
#include "starlark/runtime/heap_state.h"

#include <cstdlib>

#include <fmt/format.h>

#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/module_state.h"

namespace starlark {
void raise(std::string message, std::string hint) {
  raise(ErrorCode::kRuntime, std::move(message), std::move(hint));
}

void raise(ErrorCode code, std::string message, std::string hint) {
  EvalError e;
  e.error.code = code;
  e.error.message = std::move(message);
  e.error.hint = std::move(hint);
  throw e;
}

HeapState::HeapState(std::size_t byte_budget)
    : budget(byte_budget), threshold(std::min(kMinimumThreshold, byte_budget / 2)) {}

HeapState::~HeapState() {
  for (Object* o = objects; o != nullptr;) {
    Object* next = o->next;
    destroy(o);
    if (!is_small(o->size)) std::free(static_cast<void*>(o));
    o = next;
  }
}

void HeapState::check_room(std::size_t more) const {
  if (more > budget || bytes > budget - more)
    raise(ErrorCode::kMemory,
          fmt::format("out of memory: the program may use {} MB", budget >> 20));
}

void HeapState::charge(std::size_t more) {
  check_room(more);
  bytes += more;
}

void* HeapState::small_block(std::size_t size_class) {
  if (void* block = free_lists_[size_class]) {
    free_lists_[size_class] = *static_cast<void**>(block);
    return block;
  }
  std::size_t size = size_class * 8;
  if (static_cast<std::size_t>(chunk_end_ - chunk_at_) < size) {
    chunks_.push_back(std::make_unique_for_overwrite<std::byte[]>(kChunk));
    chunk_at_ = chunks_.back().get();
    chunk_end_ = chunk_at_ + kChunk;
  }
  void* block = chunk_at_;
  chunk_at_ += size;
  return block;
}

/// Memory for an object of [size] bytes, a multiple of 8.
void* HeapState::allocate(std::size_t size) {
  if (frozen) raise("this value's heap is frozen: nothing can be made on it");
  if (size > UINT32_MAX - 8)
    raise(ErrorCode::kMemory, "out of memory: a single value of more than 4 GB");
  charge(size);
  void* block = is_small(size) ? small_block(size / 8) : std::malloc(size);
  if (block == nullptr) {
    release(size);
    raise(ErrorCode::kMemory, "out of memory");
  }
  return block;
}

/// Runs the destructor of what owns memory outside the heap.
void HeapState::destroy(Object* o) {
  switch (o->kind) {
    case Kind::kInt:
      mpz_clear(static_cast<IntObject*>(o)->value);
      return;
    case Kind::kList:
      static_cast<ListObject*>(o)->elements.~ValueArray();
      return;
    case Kind::kDict:
    case Kind::kSet:
      static_cast<TableObject*>(o)->table.~HashTable();
      return;
    case Kind::kBuiltin:
      static_cast<BuiltinObject*>(o)->owned.~unique_ptr();
      return;
    case Kind::kHost:
      static_cast<HostRef*>(o)->host.~shared_ptr();
      return;
    default:
      return;
  }
}

void HeapState::free_object(Object* o) {
  std::size_t held = o->size;
  if (o->kind == Kind::kList) held += static_cast<ListObject*>(o)->elements.bytes();
  if (o->kind == Kind::kDict || o->kind == Kind::kSet)
    held += static_cast<TableObject*>(o)->table.bytes();
  if (o->kind == Kind::kInt)
    held +=
        static_cast<std::size_t>(static_cast<IntObject*>(o)->value->_mp_alloc) * sizeof(mp_limb_t);
  destroy(o);
  release(held);
  if (!is_small(o->size)) {
    std::free(static_cast<void*>(o));
    return;
  }
  std::size_t size_class = o->size / 8;
  void* block = static_cast<void*>(o);
  *static_cast<void**>(block) = free_lists_[size_class];
  free_lists_[size_class] = block;
}

}  // namespace starlark
