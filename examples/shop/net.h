// Sockets for both services: listening, a thread a connection, sending and receiving. On sockets
// the services speak by send() and recv() only, so that a fault on write() means the disk.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace shop {

/// The port in $PORT, or the default. Ends the program with a message when $PORT is no port.
uint16_t port_from_environment(uint16_t by_default);

/// A listening TCP socket on all addresses. Ends the program with a message when that fails. Writes
/// `ready_message` to stderr before anybody can connect: from then on the service prints nothing.
int listen_on(uint16_t port, const std::string& ready_message);

/// Accepts for ever; each connection gets a thread that runs `talk(socket)` and then closes the
/// socket.
[[noreturn]] void serve(int listener, const std::function<void(int socket)>& talk);

/// False when the peer has gone.
bool send_all(int socket, std::string_view data);

/// Bytes as they come from a socket, taken by lines or by count.
class Reader {
 public:
  explicit Reader(int socket) : socket_(socket) {}

  /// The next line without its end ("\n" or "\r\n"); nullopt when the peer has closed, or after
  /// `limit` bytes without one.
  std::optional<std::string> line(size_t limit);
  /// The next `size` bytes; nullopt when the peer closes before.
  std::optional<std::string> bytes(size_t size);

 private:
  bool receive();
  int socket_;
  std::string buffer_;
};

}  // namespace shop
