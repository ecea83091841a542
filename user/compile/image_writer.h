// Lays out the sections of an image, each at an offset that is a multiple of eight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace mishap::compile {

class ImageWriter {
 public:
  /// Appends a section and gives its offset.
  template <typename T>
  uint32_t append(std::span<const T> items) {
    size_t offset = bytes_.size();
    bytes_.resize((offset + items.size_bytes() + 7) & ~size_t{7});
    if (!items.empty()) std::memcpy(bytes_.data() + offset, items.data(), items.size_bytes());
    return static_cast<uint32_t>(offset);
  }
  template <typename T>
  uint32_t append(const std::vector<T>& items) {
    return append(std::span<const T>(items));
  }
  template <typename T>
  uint32_t append(const T& item) {
    return append(std::span<const T>(&item, 1));
  }

  /// Writes a header again, now that it knows the offsets of the sections.
  template <typename T>
  void rewrite(uint32_t offset, const T& item) {
    std::memcpy(bytes_.data() + offset, &item, sizeof item);
  }

  size_t size() const { return bytes_.size(); }
  std::vector<std::byte> take() { return std::move(bytes_); }

 private:
  std::vector<std::byte> bytes_;
};

}  // namespace mishap::compile
