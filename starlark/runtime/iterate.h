// Running over the elements of any iterable.
#pragma once

#include <optional>
#include <vector>

#include "starlark/heap.h"
#include "starlark/runtime/object.h"
#include "starlark/value.h"

namespace starlark {

bool is_iterable(Value v);

/// [v] in a form that Iterator accepts: itself, or a tuple of a host object's elements. Fails for
/// what is not iterable.
Value iterable(Heap& heap, Value v);

/// Yields the elements of what iterable() returned, which the caller keeps alive. While it lives,
/// lists, dicts and sets refuse to be changed.
class Iterator {
 public:
  Iterator(Heap& heap, Value iterable);
  ~Iterator();
  Iterator(const Iterator&) = delete;
  Iterator& operator=(const Iterator&) = delete;

  /// The next element; false at the end.
  bool next(Value& element);

 private:
  std::uint32_t* lock() const;
  bool next_in_text(Value& element);

  Heap& heap_;
  Value source_;
  Kind kind_;
  std::size_t at_ = 0;
};

/// All elements. Fails for what is not iterable.
std::vector<Value> collect_elements(Heap& heap, Value v);

}  // namespace starlark
