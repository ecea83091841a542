// How order-svc asks inventory-svc: a connection a command.
#pragma once

#include <sys/socket.h>

#include <expected>
#include <string>
#include <vector>

namespace shop {

class InventoryClient {
 public:
  /// Resolves "HOST:PORT" once, so that requests need no name lookups. Ends the program with a
  /// message when it can't.
  explicit InventoryClient(const std::string& address);

  /// Sends one line and returns the reply line. The error is one line of text; connecting is given
  /// up after 2 s, all of it after 5 s.
  std::expected<std::string, std::string> ask(const std::string& command) const;

 private:
  struct Endpoint {
    sockaddr_storage address{};
    socklen_t size = 0;
  };
  std::expected<int, std::string> connect_any() const;
  std::vector<Endpoint> endpoints_;
};

}  // namespace shop
