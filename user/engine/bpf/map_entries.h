// Going through a BPF hash map from user space.
#pragma once

#include <cerrno>
#include <cstdint>
#include <utility>
#include <vector>

#include <bpf/bpf.h>

namespace mishap::engine {

/// The entries of a hash map, bucket by bucket: it comes to an end however many others come and go
/// meanwhile, of which it may or may not have some.
template <typename Key, typename Value>
std::vector<std::pair<Key, Value>> entries_of(int map) {
  std::vector<std::pair<Key, Value>> entries;
  std::vector<Key> keys(1024);
  std::vector<Value> values(keys.size());
  uint32_t bucket = 0;
  for (bool first = true;;) {
    uint32_t count = static_cast<uint32_t>(keys.size());
    const int error = bpf_map_lookup_batch(map, first ? nullptr : &bucket, &bucket, keys.data(),
                                           values.data(), &count, nullptr);
    if (error == -ENOSPC) {  // a bucket that holds more
      keys.resize(2 * keys.size());
      values.resize(keys.size());
      continue;
    }
    for (uint32_t i = 0; i < count; i++) entries.emplace_back(keys[i], values[i]);
    if (error) return entries;  // ENOENT: that was the last bucket
    first = false;
  }
}

}  // namespace mishap::engine
