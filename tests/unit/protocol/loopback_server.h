// A server on a free port of 127.0.0.1 that does what a test tells it to with each connection, in a
// thread of its own.
#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <string>
#include <thread>

namespace mishap::tests {

/// A listening socket's port; the socket was bound to a free one.
inline uint16_t port_of(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

inline int listen_anywhere() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address);
  listen(fd, 16);
  return fd;
}

/// A port that was free a moment ago.
inline uint16_t free_port() {
  const int fd = listen_anywhere();
  const uint16_t port = port_of(fd);
  close(fd);
  return port;
}

class LoopbackServer {
 public:
  explicit LoopbackServer(std::function<void(int socket)> talk) : listener_(listen_anywhere()) {
    thread_ = std::thread([this, talk = std::move(talk)] {
      for (int fd; (fd = accept(listener_, nullptr, nullptr)) >= 0; close(fd)) talk(fd);
    });
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;
  ~LoopbackServer() {
    shutdown(listener_, SHUT_RDWR);  // Ends accept().
    thread_.join();
    close(listener_);
  }

  uint16_t port() const { return port_of(listener_); }

 private:
  int listener_;
  std::thread thread_;
};

/// Reads until the text ends with `end`, or the peer closes.
inline std::string read_until(int socket, const std::string& end) {
  std::string text;
  char byte;
  while (!text.ends_with(end) && recv(socket, &byte, 1, 0) == 1) text += byte;
  return text;
}

inline void reply(int socket, const std::string& text) {
  (void)!::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
}

/// A pipe that can be made readable, as Ctrl-C makes Interrupt::fd().
class FakeInterrupt {
 public:
  FakeInterrupt() { (void)!pipe(ends_); }
  FakeInterrupt(const FakeInterrupt&) = delete;
  FakeInterrupt& operator=(const FakeInterrupt&) = delete;
  ~FakeInterrupt() {
    close(ends_[0]);
    close(ends_[1]);
  }
  int fd() const { return ends_[0]; }
  void trigger() { (void)!write(ends_[1], "x", 1); }

 private:
  int ends_[2];
};

}  // namespace mishap::tests
