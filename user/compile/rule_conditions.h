// What rules ask of a call besides its path: rows of the image.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bpf/abi.h"
#include "user/plan/plan.h"

namespace mishap::compile {

/// Collects the predicates and peers of a scope's rules; a rule without any costs no row.
class RuleConditions {
 public:
  /// Adds what the rule has and enters it in the rule's row. `peer_bits`: the path bit of each
  /// peer.
  void add(const plan::Rule& rule, std::span<const uint8_t> peer_bits, mishap_rule& row);

  /// What this row's predicate looks at, MISHAP_ASKS_*.
  uint8_t asks(const mishap_rule& row) const {
    return row.predicate ? predicates_[row.predicate - 1].asks : uint8_t{0};
  }
  const std::vector<mishap_predicate>& predicates() const { return predicates_; }
  const std::vector<mishap_peer>& peers() const { return peers_; }

 private:
  std::vector<mishap_predicate> predicates_;
  std::vector<mishap_peer> peers_;
};

}  // namespace mishap::compile
