// Plan -> rows: predicates, peers.
#include "user/compile/rule_conditions.h"

#include <cstring>

namespace mishap::compile {
namespace {

/// The first `bits` bits of 128, as two words in the byte order of an address.
void fill_mask(unsigned bits, u64 (&mask)[2]) {
  unsigned char bytes[16] = {};
  for (unsigned bit = 0; bit < bits; ++bit) bytes[bit / 8] |= 0x80 >> (bit % 8);
  std::memcpy(mask, bytes, sizeof bytes);
}

mishap_peer make_peer(const plan::Peer& peer, uint8_t path_bit) {
  mishap_peer row = {};
  row.path_bit = path_bit;
  switch (peer.kind) {
    case plan::Peer::Kind::inet:
      row.kind = MISHAP_PEER_INET;
      row.port = peer.port;
      fill_mask(peer.prefix_bits, row.mask);
      std::memcpy(row.address, peer.address.data(), sizeof row.address);
      for (int i = 0; i < 2; ++i) row.address[i] &= row.mask[i];
      break;
    case plan::Peer::Kind::unix_path:
      row.kind = MISHAP_PEER_UNIX_PATH;
      break;
    case plan::Peer::Kind::unix_abstract:
      row.kind = MISHAP_PEER_UNIX_ABSTRACT;
      break;
  }
  return row;
}

/// A number is in the rule's own row, since that costs least to look at.
void take_descriptor(const plan::DescriptorPredicate& descriptor, mishap_predicate& row,
                     mishap_rule& rule) {
  using Kind = plan::DescriptorPredicate::Kind;
  if (descriptor.kind == Kind::number) {
    rule.by_number = 1;
    rule.number = descriptor.number;
    return;
  }
  row.asks |= MISHAP_ASKS_KIND;
  if (descriptor.kind == Kind::socket) row.kind = MISHAP_KIND_SOCKET;
  if (descriptor.kind == Kind::file) row.kind = MISHAP_KIND_FILE;
  if (descriptor.kind == Kind::pipe) row.kind = MISHAP_KIND_PIPE;
}

}  // namespace

void RuleConditions::add(const plan::Rule& rule, std::span<const uint8_t> peer_bits,
                         mishap_rule& row) {
  const plan::Predicates& where = rule.where;
  mishap_predicate predicate = {};
  if (where.descriptor) take_descriptor(*where.descriptor, predicate, row);
  if (where.size) {
    predicate.asks |= MISHAP_ASKS_SIZE;
    predicate.size_min = where.size->min;
    predicate.size_max = where.size->max;
  }
  if (!where.peers.empty()) {
    predicate.asks |= MISHAP_ASKS_PEER;
    predicate.first_peer = static_cast<u32>(peers_.size());
    predicate.peer_count = static_cast<u16>(where.peers.size());
    for (size_t i = 0; i < where.peers.size(); ++i)
      peers_.push_back(make_peer(where.peers[i], peer_bits[i]));
  }
  if (predicate.asks) {
    predicates_.push_back(predicate);
    row.predicate = static_cast<u16>(predicates_.size());
  }
}

}  // namespace mishap::compile
