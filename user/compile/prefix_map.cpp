// The trie of components and its flattening into a hash table with linear probing (bpf/prefix.h
// looks keys up).
#include "user/compile/prefix_map.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "bpf/prefix.h"

namespace mishap::compile {
namespace {

using plan::GlobToken;
using Kind = plan::GlobToken::Kind;

constexpr uint32_t kMaxProbes = 8;  // of prefix_find()

/// Splits off what comes after the literal part; nullopt when that is no prefix pattern's ending.
std::optional<PrefixPattern::Kind> take_ending(std::vector<GlobToken>& tokens) {
  if (tokens.back().is_literal()) return PrefixPattern::Kind::exact;
  if (tokens.back().kind == Kind::tree ||
      (tokens.size() == 1 && tokens.back().kind == Kind::path_run)) {
    tokens.pop_back();
    return PrefixPattern::Kind::subtree;
  }
  size_t count = tokens.size();
  if (count >= 3 && tokens[count - 1].kind == Kind::run && tokens[count - 2].kind == Kind::one &&
      tokens[count - 2].bytes.count() == 255 && tokens[count - 3].is_slash()) {
    tokens.resize(count - 3);
    return PrefixPattern::Kind::files;
  }
  return std::nullopt;
}

/// The slots, or nothing when some key is not within reach of its home. An entry takes the slot of
/// one that is nearer to its own home (Robin Hood hashing, Pedro Celis, 1986), so that none is far
/// from it.
std::vector<mishap_prefix> place(const std::vector<mishap_prefix>& entries, uint32_t slots) {
  std::vector<mishap_prefix> table(slots);
  uint32_t mask = slots - 1;
  auto home = [](const mishap_prefix& entry) { return static_cast<uint32_t>(entry.key >> 32); };
  for (mishap_prefix entry : entries) {
    for (uint32_t probe = 0;; ++probe) {
      if (probe == kMaxProbes) return {};
      uint32_t at = (home(entry) + probe) & mask;
      if (!table[at].key) {
        table[at] = entry;
        break;
      }
      uint32_t its_probe = (at - home(table[at])) & mask;
      if (its_probe >= probe) continue;
      std::swap(entry, table[at]);
      probe = its_probe;
    }
  }
  return table;
}

}  // namespace

std::optional<PrefixPattern> as_prefix_pattern(const plan::Glob& glob) {
  std::vector<GlobToken> tokens = glob.tokens;
  std::optional<PrefixPattern::Kind> kind = take_ending(tokens);
  if (!kind) return std::nullopt;
  PrefixPattern pattern{*kind, {}};
  for (const GlobToken& token : tokens) {
    if (!token.is_literal()) return std::nullopt;
    if (token.is_slash())
      pattern.components.emplace_back();
    else
      pattern.components.back() += static_cast<char>(token.bytes._Find_first());
  }
  if (pattern.components.size() > MISHAP_PREFIX_DEPTH) return std::nullopt;
  return pattern;
}

PrefixMap::PrefixMap() : nodes_(1) {}

void PrefixMap::add(const PrefixPattern& pattern, uint8_t bit) {
  uint32_t at = 0;
  for (const std::string& component : pattern.components) {
    auto [child, is_new] =
        nodes_[at].children.emplace(component, static_cast<uint32_t>(nodes_.size()));
    at = child->second;
    if (is_new) nodes_.emplace_back();
  }
  uint64_t mask = uint64_t{1} << bit;
  switch (pattern.kind) {
    case PrefixPattern::Kind::exact:
      nodes_[at].exact |= mask;
      break;
    case PrefixPattern::Kind::files:
      nodes_[at].files |= mask;
      break;
    case PrefixPattern::Kind::subtree:
      nodes_[at].subtree |= mask;
      break;
  }
}

std::vector<PrefixMap::Entry> PrefixMap::entries() const {
  std::vector<Entry> out;
  if (!empty()) collect(0, {}, PREFIX_ROOT, out);
  return out;
}

void PrefixMap::collect(uint32_t index, const Entry& parent, uint64_t key,
                        std::vector<Entry>& out) const {
  const Node& node = nodes_[index];
  Entry entry = {};
  entry.key = key;
  entry.depth = index == 0 ? 0 : parent.depth + 1;
  entry.below = parent.below | node.subtree;
  entry.child = entry.below | node.files;
  // What lies directly in the parent has the parent's `dir/`; what lies below has it not.
  entry.self = (index == 0 ? 0 : parent.child) | node.subtree | node.exact;
  out.push_back(entry);
  for (const auto& [name, child] : node.children)
    collect(child, entry, prefix_hash(key, name_hash(name.data(), static_cast<u32>(name.size()))),
            out);
}

std::vector<uint64_t> PrefixMap::results() const {
  std::vector<uint64_t> sets;
  for (const Entry& entry : entries())
    sets.insert(sets.end(), {entry.self, entry.child, entry.below});
  return sets;
}

void PrefixMap::write(const ResultIds& ids, ImageWriter& image, mishap_image& header) const {
  if (empty()) return;
  std::vector<mishap_prefix> rows;
  for (const Entry& entry : entries()) {
    rows.push_back({entry.key, ids.of(entry.self), ids.of(entry.child), ids.of(entry.below), 0});
    header.prefix_depth = std::max(header.prefix_depth, entry.depth);
  }
  uint32_t slots = std::bit_ceil(static_cast<uint32_t>(2 * rows.size()));
  std::vector<mishap_prefix> table = place(rows, slots);
  for (; table.empty(); table = place(rows, slots)) slots *= 2;
  header.prefix_slots = slots;
  header.prefixes = image.append(table);
}

}  // namespace mishap::compile
