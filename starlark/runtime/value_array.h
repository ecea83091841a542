// The growing array behind a list. A vector that lets its heap account for the memory.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>

#include "starlark/value.h"

namespace starlark {

class ValueArray {
 public:
  ValueArray() = default;
  ~ValueArray() { std::free(data_); }
  ValueArray(const ValueArray&) = delete;
  ValueArray& operator=(const ValueArray&) = delete;

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Value* begin() { return data_; }
  Value* end() { return data_ + size_; }
  Value& operator[](std::size_t i) { return data_[i]; }
  std::span<const Value> view() const { return {data_, size_}; }
  std::size_t bytes() const { return capacity_ * sizeof(Value); }

  /// The capacity to ask reserve() for, so that [more] elements fit; grows by halves.
  std::size_t grown(std::size_t more) const {
    std::size_t need = size_ + more;
    if (need <= capacity_) return capacity_;
    return std::max(need, std::max<std::size_t>(4, capacity_ + capacity_ / 2));
  }
  std::size_t capacity() const { return capacity_; }
  void reserve(std::size_t capacity) {
    data_ = static_cast<Value*>(std::realloc(static_cast<void*>(data_), capacity * sizeof(Value)));
    if (data_ == nullptr) std::abort();  // The heap's budget has been asked before.
    capacity_ = capacity;
  }

  /// These need room, made by reserve().
  void push(Value v) { data_[size_++] = v; }
  void insert(std::size_t at, Value v) {
    std::memmove(static_cast<void*>(data_ + at + 1), data_ + at, (size_ - at) * sizeof(Value));
    data_[at] = v;
    ++size_;
  }
  void remove(std::size_t at) {
    std::memmove(static_cast<void*>(data_ + at), data_ + at + 1, (size_ - at - 1) * sizeof(Value));
    --size_;
  }
  void clear() { size_ = 0; }

 private:
  Value* data_ = nullptr;
  std::size_t size_ = 0, capacity_ = 0;
};

}  // namespace starlark
