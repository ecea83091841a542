// Plain blocking POSIX sockets.
#include "examples/shop/net.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <system_error>
#include <thread>

namespace shop {
namespace {

[[noreturn]] void die(const std::string& what) {
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, what.c_str());
  std::exit(1);
}

/// A socket bound to the port on all addresses, IPv4 and IPv6; on IPv4 alone where the kernel has
/// no IPv6.
int bound_socket(uint16_t port) {
  const int on = 1, off = 0;
  int fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd >= 0) {
    sockaddr_in6 any{};
    any.sin6_family = AF_INET6;
    any.sin6_port = htons(port);
    setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0) return fd;
    const bool no_ipv6 = errno == EADDRNOTAVAIL || errno == EAFNOSUPPORT;
    if (!no_ipv6) return -1;
    close(fd);
  }
  fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  sockaddr_in any{};
  any.sin_family = AF_INET;
  any.sin_port = htons(port);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  return bind(fd, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0 ? fd : -1;
}

}  // namespace

uint16_t port_from_environment(uint16_t by_default) {
  const char* text = std::getenv("PORT");
  if (text == nullptr) return by_default;
  uint16_t port = 0;
  const char* end = text + std::strlen(text);
  const auto parsed = std::from_chars(text, end, port);
  if (parsed.ec != std::errc() || parsed.ptr != end || port == 0)
    die("PORT=" + std::string(text) + " is not a port");
  return port;
}

int listen_on(uint16_t port, const std::string& ready_message) {
  const int fd = bound_socket(port);
  if (fd < 0) die("cannot bind port " + std::to_string(port) + ": " + std::strerror(errno));
  std::fprintf(stderr, "%s: %s\n", program_invocation_short_name, ready_message.c_str());
  if (listen(fd, 128) != 0)
    die("cannot listen on port " + std::to_string(port) + ": " + std::strerror(errno));
  return fd;
}

void serve(int listener, const std::function<void(int)>& talk) {
  while (true) {
    const int socket = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) {
      usleep(1'000);  // Out of descriptors, say: the next one may find some.
      continue;
    }
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    try {
      std::thread([socket, talk] {
        talk(socket);
        close(socket);
      }).detach();
    } catch (const std::system_error&) {
      close(socket);  // No thread to be had: this client alone is turned away.
    }
  }
}

bool send_all(int socket, std::string_view data) {
  while (!data.empty()) {
    const ssize_t sent = send(socket, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent < 0) return false;
    data.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

bool Reader::receive() {
  char chunk[4096];
  const ssize_t got = recv(socket_, chunk, sizeof chunk, 0);
  if (got <= 0) return false;
  buffer_.append(chunk, static_cast<size_t>(got));
  return true;
}

std::optional<std::string> Reader::line(size_t limit) {
  size_t newline;
  while ((newline = buffer_.find('\n')) == std::string::npos)
    if (buffer_.size() > limit || !receive()) return std::nullopt;
  std::string line = buffer_.substr(0, newline);
  buffer_.erase(0, newline + 1);
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

std::optional<std::string> Reader::bytes(size_t size) {
  while (buffer_.size() < size)
    if (!receive()) return std::nullopt;
  std::string out = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return out;
}

}  // namespace shop
