// What an operation asks of a call besides its name: its file, its peer, its descriptor, its size.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace mishap::plan {

/// One alternative of peer=: where a socket call goes.
struct Peer {
  enum class Kind : uint8_t {
    inet,           ///< An IPv4 or IPv6 network and a port.
    unix_path,      ///< A socket in the file system, by glob.
    unix_abstract,  ///< A name in the abstract namespace, by glob, without its leading '@'.
  };
  Kind kind = Kind::inet;
  /// inet: network byte order; IPv4 as ::ffff:a.b.c.d.
  std::array<uint8_t, 16> address = {};
  uint8_t prefix_bits = 0;  ///< inet: how many of the 128 bits must agree; 0 = any host.
  uint16_t port = 0;        ///< inet: 0 = any.
  std::string glob;         ///< unix_path, unix_abstract.
  bool operator==(const Peer&) const = default;
};

/// fd=: which descriptor, or what kind of file is behind it.
struct DescriptorPredicate {
  enum class Kind : uint8_t { number, socket, file, pipe };
  Kind kind = Kind::number;
  int32_t number = 0;  ///< Kind::number.
  bool operator==(const DescriptorPredicate&) const = default;
};

/// size=: how many bytes the call asks for, both ends included.
struct SizeRange {
  uint64_t min = 0;
  uint64_t max = UINT64_MAX;
  bool operator==(const SizeRange&) const = default;
};

/// A call is meant when all that are given hold; without any, every call is.
struct Predicates {
  std::vector<std::string> globs = {};  ///< path=; any of them.
  std::vector<Peer> peers = {};         ///< peer=; any of them.
  std::string peer_text = {};           ///< peer= as a person would write it, for reports.
  std::optional<DescriptorPredicate> descriptor = {};
  std::optional<SizeRange> size = {};
  std::string size_text = {};  ///< size= as written.
  bool operator==(const Predicates&) const = default;
};

/// Whose calls are counted together by a trigger. Those of which one can't be told (no descriptor,
/// no path) count together too.
enum class Per : uint8_t {
  rule,  ///< All that reach the rule.
  process,
  thread,
  fd,    ///< Of an open file: a descriptor and its duplicates.
  path,  ///< Of the file's path as the process sees it.
};

/// Which of the calls that reach a rule it fires on, counted from 1: first, first + step, ... up to
/// last, at most `times` of them. As strace's when=, plus times.
struct Trigger {
  uint64_t first = 1;
  uint64_t last = UINT64_MAX;
  uint64_t step = 1;
  uint64_t times = UINT64_MAX;  ///< Counts what fired, so it holds across probability too.
  Per per = Per::rule;
  bool always() const { return *this == Trigger{}; }
  bool operator==(const Trigger&) const = default;
};

}  // namespace mishap::plan
