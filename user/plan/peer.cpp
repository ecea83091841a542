// peer= as specs write it. Addresses are read by the C library; nothing is looked up.
#include "user/plan/peer.h"

#include <algorithm>
#include <optional>
#include <string>

#include <arpa/inet.h>
#include <fmt/format.h>

#include "user/plan/number.h"

namespace mishap::plan {
namespace {

constexpr int mapped_bits = 96;  // of ::ffff:a.b.c.d that are not the IPv4 address

struct Address {
  std::array<uint8_t, 16> bytes = {};
  bool is_v4 = false;
};

/// One text while it is read.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  Result<std::vector<Peer>> run() {
    const Result<uint16_t> port = take_port();
    if (!port) return std::unexpected(port.error());
    if (host_.empty() && *port == 0) return problem("it names no host and no port");
    if (host_ == "localhost") return loopback_peers(*port);
    Peer peer;
    peer.port = *port;
    if (!host_.empty())
      if (const Result<void> done = network(peer); !done) return std::unexpected(done.error());
    return std::vector{peer};
  }

 private:
  std::unexpected<Error> problem(const std::string& what, std::string hint = {}) const {
    return fail(fmt::format("bad peer \"{}\": {}", text_, what), std::move(hint));
  }

  /// Splits the text into host_ and a port; 0 when none is given.
  Result<uint16_t> take_port() {
    std::string_view port;
    bool has_port = false;
    if (text_.starts_with('[')) {
      const size_t end = text_.find(']');
      if (end == std::string_view::npos) return problem("the '[' has no ']'");
      host_ = text_.substr(1, end - 1);
      std::string_view rest = text_.substr(end + 1);
      has_port = rest.starts_with(':');
      if (!rest.empty() && !has_port) return problem("after the ']' a ':' and a port are expected");
      if (has_port) port = rest.substr(1);
      if (host_.find(':') == std::string_view::npos)
        return problem("only IPv6 addresses stand in brackets");
    } else {
      host_ = text_;
      // An address with several colons is IPv6 without a port.
      if (std::ranges::count(text_, ':') == 1) {
        const size_t colon = text_.find(':');
        has_port = true;
        host_ = text_.substr(0, colon);
        port = text_.substr(colon + 1);
      }
    }
    if (!has_port) return 0;
    const auto number = take_number(port);
    if (!number || !port.empty() || *number == 0 || *number > 65535)
      return problem("a port is a number from 1 to 65535");
    return static_cast<uint16_t>(*number);
  }

  /// The address and the prefix that host_ gives.
  Result<void> network(Peer& peer) const {
    const size_t slash = host_.find('/');
    const std::string name(host_.substr(0, slash));
    const std::optional<Address> address = read(name);
    if (!address) return not_an_address(name);
    const unsigned widest = address->is_v4 ? 32 : 128;
    uint64_t bits = widest;
    if (slash != std::string_view::npos) {
      std::string_view prefix = host_.substr(slash + 1);
      const auto number = take_number(prefix);
      if (!number || !prefix.empty() || *number > widest)
        return problem(fmt::format("the length of a network is a number from 0 to {}", widest));
      bits = *number;
    }
    peer.prefix_bits = static_cast<uint8_t>(bits + (address->is_v4 ? mapped_bits : 0));
    peer.address = masked(address->bytes, peer.prefix_bits);
    if (peer.address != address->bytes)
      return problem(fmt::format("it has bits set beyond the network's {}; {} is the network", bits,
                                 shown(peer.address, address->is_v4, bits)),
                     "leave out the length to mean the one address");
    return {};
  }

  Result<void> not_an_address(const std::string& name) const {
    if (name.find(':') != std::string::npos || name.find('%') != std::string::npos)
      return problem(fmt::format("\"{}\" is no IPv6 address", name),
                     "a port goes behind brackets: \"[::1]:80\"");
    if (name.find_first_not_of("0123456789.") == std::string::npos)
      return problem(fmt::format("\"{}\" is no IPv4 address", name));
    return problem(fmt::format("\"{}\" is no address", name),
                   "calls have addresses, and names are not looked up: write its address, "
                   "\"localhost\", \":PORT\" for any host, \"/PATH\" or \"@NAME\"");
  }

  static std::optional<Address> read(const std::string& name) {
    Address address;
    if (inet_pton(AF_INET6, name.c_str(), address.bytes.data()) == 1) return address;
    address.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    address.is_v4 = true;
    if (inet_pton(AF_INET, name.c_str(), address.bytes.data() + 12) == 1) return address;
    return std::nullopt;
  }

  static std::array<uint8_t, 16> masked(std::array<uint8_t, 16> bytes, unsigned bits) {
    for (unsigned i = 0; i < bytes.size(); ++i) {
      const unsigned kept = std::clamp(static_cast<int>(bits) - static_cast<int>(i * 8), 0, 8);
      bytes[i] &= static_cast<uint8_t>(0xff00U >> kept);
    }
    return bytes;
  }

  static std::string shown(const std::array<uint8_t, 16>& bytes, bool is_v4, uint64_t bits) {
    char text[INET6_ADDRSTRLEN] = {};
    inet_ntop(is_v4 ? AF_INET : AF_INET6, bytes.data() + (is_v4 ? 12 : 0), text, sizeof(text));
    return fmt::format("{}/{}", text, bits);
  }

  std::string_view text_, host_;
};

Result<std::vector<Peer>> unix_peer(Peer::Kind kind, std::string_view glob) {
  Peer peer;
  peer.kind = kind;
  peer.glob = glob;
  if (const Result<Glob> parsed = peer_glob(peer); !parsed) return std::unexpected(parsed.error());
  return std::vector{std::move(peer)};
}

}  // namespace

Result<std::vector<Peer>> parse_peer(std::string_view text) {
  constexpr std::string_view scheme = "unix:";
  std::string_view name = text;
  const bool has_scheme = name.starts_with(scheme);
  if (has_scheme) name.remove_prefix(scheme.size());
  if (name.starts_with('@')) return unix_peer(Peer::Kind::unix_abstract, name.substr(1));
  if (has_scheme || name.starts_with('/')) return unix_peer(Peer::Kind::unix_path, name);
  return Reader(text).run();
}

std::vector<Peer> loopback_peers(uint16_t port) {
  Peer v4, v6;
  v4.address[10] = v4.address[11] = 0xff;
  v4.address[12] = 127;
  v4.prefix_bits = mapped_bits + 8;
  v6.address[15] = 1;
  v6.prefix_bits = 128;
  v4.port = v6.port = port;
  return {v4, v6};
}

Result<Glob> peer_glob(const Peer& peer) {
  return peer.kind == Peer::Kind::unix_abstract ? parse_name_glob(peer.glob)
                                                : parse_glob(peer.glob);
}

}  // namespace mishap::plan
