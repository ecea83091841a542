// The path-prefix map: exact paths, `dir/` and `dir/**`, which need no automaton.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bpf/abi.h"
#include "user/compile/image_writer.h"
#include "user/compile/result_ids.h"
#include "user/plan/glob.h"

namespace mishap::compile {

/// A glob that says no more than where in the tree a file lies.
struct PrefixPattern {
  enum class Kind : uint8_t {
    exact,    ///< the path itself
    files,    ///< `dir/`: what lies directly in it
    subtree,  ///< `dir/**`: it and all below
  };
  Kind kind = Kind::exact;
  std::vector<std::string> components;
};

/// The glob as a prefix pattern, or nullopt when only the automaton can match it.
std::optional<PrefixPattern> as_prefix_pattern(const plan::Glob& glob);

/// A trie of components. Every node knows the path bits of its own patterns; those inherited from
/// above are added when it is written, so that a look-up needs the deepest entry alone.
class PrefixMap {
 public:
  PrefixMap();

  void add(const PrefixPattern& pattern, uint8_t bit);

  bool empty() const { return nodes_.size() == 1 && nodes_[0].own_empty(); }
  /// All sets of bits that some path can get, for the numbering.
  std::vector<uint64_t> results() const;
  /// Appends the table to an image and fills in prefixes, prefix_slots and prefix_depth.
  void write(const ResultIds& ids, ImageWriter& image, mishap_image& header) const;

 private:
  struct Node {
    std::map<std::string, uint32_t> children;
    uint64_t exact = 0, files = 0, subtree = 0;
    bool own_empty() const { return !(exact | files | subtree); }
  };
  /// What a node answers, with what it inherits.
  struct Entry {
    uint64_t key;
    uint64_t self, child, below;
    uint32_t depth;
  };
  std::vector<Entry> entries() const;
  void collect(uint32_t node, const Entry& parent, uint64_t key, std::vector<Entry>& out) const;

  std::vector<Node> nodes_;  ///< nodes_[0] is the root directory.
};

}  // namespace mishap::compile
