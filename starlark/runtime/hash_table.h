// The table behind dicts and sets: entries in order of insertion, found by hash.
//
// Entries lie in one array. Up to kLinear of them are searched in sequence, which beats any index;
// beyond, an open-addressing array of entry numbers is kept beside. A removed entry leaves a
// tombstone (an unbound key) that the next growth squeezes out. The table knows nothing of
// heaps: whoever inserts reserves room first and accounts for it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "starlark/value.h"

namespace starlark {

class HashTable {
 public:
  struct Entry {
    Value key;  ///< unbound: removed
    Value value;
    std::uint32_t hash;
  };
  static constexpr std::uint32_t kNone = UINT32_MAX;

  std::size_t size() const { return live_; }
  /// Number of the entry with this key; kNone when there is none.
  std::uint32_t find(Value key, std::uint32_t hash) const;
  /// The same for a string that need not be a Value.
  std::uint32_t find(std::string_view key, std::uint32_t hash) const;
  Entry& entry(std::uint32_t number) { return entries_[number]; }
  const Entry& entry(std::uint32_t number) const { return entries_[number]; }
  /// Entries, tombstones included: valid numbers are below this.
  std::uint32_t slots() const { return static_cast<std::uint32_t>(entries_.size()); }
  /// The first live entry from [number] on; kNone past the end.
  std::uint32_t next(std::uint32_t number) const;

  /// Bytes that adding one entry will additionally take, 0 when there is room.
  std::size_t growth() const;
  /// Makes room for one more entry. Renumbers entries when it returns true.
  void make_room();
  /// Appends an entry whose key is not in the table. After make_room().
  void add(Value key, Value value, std::uint32_t hash);
  void remove(std::uint32_t number);
  void clear();
  std::size_t bytes() const {
    return entries_.capacity() * sizeof(Entry) + index_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::uint32_t kLinear = 8;
  template <typename Same>
  std::uint32_t search(std::uint32_t hash, Same same) const;
  void rebuild_index(std::size_t buckets);
  void place(std::uint32_t number);

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> index_;  ///< entry number or kNone; a power of two, or empty
  std::size_t live_ = 0;
  std::uint32_t first_ = 0;  ///< no live entry is below: keeps popping from the front cheap
};

}  // namespace starlark
