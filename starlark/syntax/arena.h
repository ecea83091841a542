// Memory for syntax trees: given out in sequence, returned all at once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace starlark {

class Arena {
 public:
  template <typename T, typename... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T>, "an arena runs no destructors");
    return new (allocate(sizeof(T), alignof(T))) T(std::forward<Args>(args)...);
  }

  /// A copy of the elements that lives as long as the arena.
  template <typename T>
  std::span<T> copy(const std::vector<T>& elements) {
    static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
    if (elements.empty()) return {};
    T* data = static_cast<T*>(allocate(sizeof(T) * elements.size(), alignof(T)));
    std::uninitialized_copy(elements.begin(), elements.end(), data);
    return {data, elements.size()};
  }
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* data = static_cast<char*>(allocate(text.size(), 1));
    std::uninitialized_copy(text.begin(), text.end(), data);
    return {data, text.size()};
  }

 private:
  void* allocate(std::size_t size, std::size_t alignment) {
    std::size_t at = (used_ + alignment - 1) & ~(alignment - 1);
    if (chunks_.empty() || at + size > capacity_) {
      capacity_ = size > kChunk ? size : kChunk;
      chunks_.push_back(std::make_unique<std::byte[]>(capacity_));
      at = 0;
    }
    used_ = at + size;
    return chunks_.back().get() + at;
  }

  static constexpr std::size_t kChunk = 16384;
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t used_ = 0, capacity_ = 0;
};

}  // namespace starlark
