// Who listens on a TCP port, so that "port in use" can name the culprit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace mishap::system {

struct Listener {
  int pid = 0;          ///< 0 when the process can't be seen (no permission, another namespace).
  std::string command;  ///< Its comm, such as "postgres"; empty when pid is 0.

  /// "pid 123 (postgres)", or "another process".
  std::string text() const;
};

/// Whether a TCP socket, IPv4 or IPv6, listens on the port in this network namespace. PROC is for
/// tests.
bool port_in_use(uint16_t port, const std::string& proc = "/proc");

/// Who does; nullopt when nobody listens.
std::optional<Listener> port_listener(uint16_t port, const std::string& proc = "/proc");

}  // namespace mishap::system
