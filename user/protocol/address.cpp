// Takes targets apart, and says what is wrong with those that make no sense.
#include "user/protocol/address.h"

#include <charconv>

namespace mishap::protocol {
namespace {

std::unexpected<Error> bad(std::string_view target, const std::string& why) {
  return fail("\"" + std::string(target) + "\" is not a target: " + why,
              "write it as \"localhost:5432\"");
}

/// HOST[:PORT], where an IPv6 host stands in brackets. Port 0 means that none was given.
Result<Address> split_host_port(std::string_view target, std::string_view text) {
  Address address;
  std::string_view rest;
  if (text.starts_with('[')) {
    const size_t close = text.find(']');
    if (close == std::string_view::npos) return bad(target, "\"[\" has no \"]\"");
    address.host = text.substr(1, close - 1);
    rest = text.substr(close + 1);
  } else {
    const size_t colon = text.find(':');
    if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos)
      return bad(target, "it has more than one \":\"; an IPv6 address stands in brackets");
    address.host = text.substr(0, colon);
    rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (address.host.empty()) return bad(target, "the host is missing");
  if (rest.empty()) return address;
  if (!rest.starts_with(':')) return bad(target, "expected \":PORT\" after \"]\"");
  rest.remove_prefix(1);
  const auto parsed = std::from_chars(rest.data(), rest.data() + rest.size(), address.port);
  if (parsed.ec != std::errc() || parsed.ptr != rest.data() + rest.size() || address.port == 0)
    return bad(target,
               "the port must be a number from 1 to 65535, not \"" + std::string(rest) + "\"");
  return address;
}

/// Takes a scheme off the text: "" when there is none.
std::string_view take_scheme(std::string_view& text) {
  const size_t end = text.find("://");
  if (end == std::string_view::npos) return {};
  const std::string_view scheme = text.substr(0, end);
  text.remove_prefix(end + 3);
  return scheme;
}

}  // namespace

std::string Address::to_string() const {
  const std::string shown = host.contains(':') ? "[" + host + "]" : host;
  return shown + ":" + std::to_string(port);
}

Result<Address> parse_tcp_target(std::string_view text) {
  std::string_view rest = text;
  const std::string_view scheme = take_scheme(rest);
  if (!scheme.empty() && scheme != "tcp")
    return bad(text, "tcp() takes HOST:PORT, not " + std::string(scheme) + "://");
  auto address = split_host_port(text, rest);
  if (address && address->port == 0) return bad(text, "the port is missing");
  return address;
}

Result<HttpTarget> parse_http_target(std::string_view text) {
  std::string_view rest = text;
  const std::string_view scheme = take_scheme(rest);
  if (!scheme.empty() && scheme != "http")
    return bad(text, "only http:// is spoken, not " + std::string(scheme) + "://");
  HttpTarget target;
  const size_t slash = rest.find_first_of("/?");
  if (slash != std::string_view::npos) {
    target.path = rest.substr(slash);
    if (target.path[0] == '?') target.path.insert(0, "/");
  }
  auto address = split_host_port(text, rest.substr(0, slash));
  if (!address) return std::unexpected(std::move(address.error()));
  target.address = std::move(*address);
  if (target.address.port == 0) target.address.port = 80;
  return target;
}

}  // namespace mishap::protocol
