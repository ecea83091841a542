// Where a step or a health check goes: "localhost:5432", "[::1]:80",
// "http://127.0.0.1:8080/health".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "user/plan/error.h"

namespace mishap::protocol {

struct Address {
  std::string host;  ///< Without brackets.
  uint16_t port = 0;

  /// "localhost:5432", "[::1]:80".
  std::string to_string() const;
};

struct HttpTarget {
  Address address;
  std::string path = "/";  ///< With query; always starts with '/'.
};

/// "HOST:PORT", with or without tcp:// before it.
Result<Address> parse_tcp_target(std::string_view text);

/// "HOST[:PORT][/PATH]", with or without http:// before it; the port is 80 when missing. https is
/// refused.
Result<HttpTarget> parse_http_target(std::string_view text);

}  // namespace mishap::protocol
