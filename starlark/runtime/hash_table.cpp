// Open addressing with linear probing over entry numbers, and entries in order of insertion: the
// layout of CPython's compact dict (R. Hettinger, 2012), and a plain scan of small tables.
#include "starlark/runtime/hash_table.h"

#include <algorithm>

#include "starlark/runtime/object.h"

namespace starlark {

template <typename Same>
std::uint32_t HashTable::search(std::uint32_t hash, Same same) const {
  if (index_.empty()) {
    for (std::uint32_t i = 0; i < entries_.size(); ++i)
      if (entries_[i].hash == hash && entries_[i].key.is_bound() && same(entries_[i].key)) return i;
    return kNone;
  }
  std::size_t mask = index_.size() - 1;
  for (std::size_t at = hash & mask;; at = (at + 1) & mask) {
    std::uint32_t number = index_[at];
    if (number == kNone) return kNone;
    const Entry& e = entries_[number];
    if (e.hash == hash && e.key.is_bound() && same(e.key)) return number;
  }
}

std::uint32_t HashTable::find(Value key, std::uint32_t hash) const {
  return search(hash, [&](Value other) { return other == key || equal(other, key); });
}

std::uint32_t HashTable::find(std::string_view key, std::uint32_t hash) const {
  return search(hash, [&](Value other) {
    return other.kind() == Kind::kString && cast<StringObject>(other)->view() == key;
  });
}

std::uint32_t HashTable::next(std::uint32_t number) const {
  number = std::max(number, first_);
  while (number < entries_.size() && !entries_[number].key.is_bound()) ++number;
  return number < entries_.size() ? number : kNone;
}

std::size_t HashTable::growth() const {
  if (entries_.size() < entries_.capacity()) return 0;
  std::size_t capacity = entries_.capacity() < 4 ? 4 : entries_.capacity() * 2;
  std::size_t buckets = capacity > kLinear ? capacity * 2 : 0;
  return (capacity - entries_.capacity()) * sizeof(Entry) +
         (buckets > index_.size() ? (buckets - index_.size()) * sizeof(std::uint32_t) : 0);
}

void HashTable::make_room() {
  if (entries_.size() < entries_.capacity()) return;
  std::erase_if(entries_, [](const Entry& e) { return !e.key.is_bound(); });
  first_ = 0;
  // Enough squeezed out: the same arrays do. Else both double.
  if (entries_.size() * 4 > entries_.capacity() * 3 || entries_.capacity() == 0)
    entries_.reserve(entries_.capacity() < 4 ? 4 : entries_.capacity() * 2);
  if (entries_.capacity() > kLinear) {
    std::size_t buckets = 16;
    while (buckets < entries_.capacity() * 2) buckets *= 2;
    rebuild_index(buckets);
  }
}

void HashTable::rebuild_index(std::size_t buckets) {
  index_.assign(buckets, kNone);
  for (std::uint32_t i = 0; i < entries_.size(); ++i) place(i);
}

void HashTable::place(std::uint32_t number) {
  std::size_t mask = index_.size() - 1;
  std::size_t at = entries_[number].hash & mask;
  while (index_[at] != kNone) at = (at + 1) & mask;
  index_[at] = number;
}

void HashTable::add(Value key, Value value, std::uint32_t hash) {
  entries_.push_back({key, value, hash});
  ++live_;
  if (!index_.empty()) place(static_cast<std::uint32_t>(entries_.size() - 1));
}

void HashTable::remove(std::uint32_t number) {
  entries_[number].key = Value();
  entries_[number].value = Value();
  --live_;
  if (live_ == 0) return clear();
  while (!entries_[first_].key.is_bound()) ++first_;
}

void HashTable::clear() {
  entries_.clear();
  if (!index_.empty()) index_.assign(index_.size(), kNone);
  live_ = 0;
  first_ = 0;
}

}  // namespace starlark
