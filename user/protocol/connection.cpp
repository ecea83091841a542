// Non-blocking sockets under one poll.
#include "user/protocol/connection.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cctype>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include "user/system/wait.h"

namespace mishap::protocol {
namespace {

using system::FileDescriptor;

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::unexpected<NetError> net_error(NetError::Kind kind, int error_number = 0) {
  return std::unexpected(NetError{kind, error_number, {}, {}});
}

std::unexpected<NetError> system_error(int error_number) {
  return net_error(NetError::Kind::system, error_number);
}

/// Waits until the socket can do what is wanted, or a limit says stop. The service's end is told
/// only when the socket has nothing to tell: an answer sent just before is still an answer.
NetResult<void> await_socket(int fd, short events, const Limits& limits) {
  pollfd fds[] = {{fd, events, 0}, {limits.cancel_fd, POLLIN, 0}, {limits.process_fd, POLLIN, 0}};
  const bool ready = system::poll_until(fds, limits.deadline);
  if (fds[1].revents != 0) return net_error(NetError::Kind::cancelled);
  if (fds[0].revents != 0) return {};
  if (fds[2].revents != 0) return net_error(NetError::Kind::process_ended);
  if (!ready) return net_error(NetError::Kind::timeout);
  return {};
}

NetResult<std::vector<SocketAddress>> resolve_numeric(const std::string& host, uint16_t port) {
  std::vector<SocketAddress> out;
  const std::vector<std::string> texts =
      host == "localhost" ? std::vector<std::string>{"127.0.0.1", "::1"} : std::vector{host};
  for (const std::string& text : texts) {
    SocketAddress each;
    auto* four = reinterpret_cast<sockaddr_in*>(&each.storage);
    auto* six = reinterpret_cast<sockaddr_in6*>(&each.storage);
    if (inet_pton(AF_INET, text.c_str(), &four->sin_addr) == 1) {
      four->sin_family = AF_INET;
      four->sin_port = htons(port);
      each.size = sizeof *four;
    } else if (inet_pton(AF_INET6, text.c_str(), &six->sin6_addr) == 1) {
      six->sin6_family = AF_INET6;
      six->sin6_port = htons(port);
      each.size = sizeof *six;
    } else {
      continue;
    }
    out.push_back(each);
  }
  return out;
}

NetResult<std::vector<SocketAddress>> resolve(const Address& address) {
  auto numeric = resolve_numeric(address.host, address.port);
  if (!numeric || !numeric->empty()) return numeric;
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* list = nullptr;
  const std::string port = std::to_string(address.port);
  if (const int error = getaddrinfo(address.host.c_str(), port.c_str(), &hints, &list))
    return std::unexpected(NetError{NetError::Kind::other, 0, gai_strerror(error), {}});
  std::vector<SocketAddress> out;
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    SocketAddress found;
    std::memcpy(&found.storage, each->ai_addr, each->ai_addrlen);
    found.size = each->ai_addrlen;
    out.push_back(found);
  }
  freeaddrinfo(list);
  return out;
}

/// Nobody listens on a port of the ephemeral range, and the kernel has picked just that port for
/// our end: TCP's simultaneous open then connects the socket to itself.
bool connected_to_itself(int fd) {
  SocketAddress here, there;
  here.size = there.size = sizeof here.storage;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&here.storage), &here.size) != 0) return false;
  if (getpeername(fd, reinterpret_cast<sockaddr*>(&there.storage), &there.size) != 0) return false;
  return here.size == there.size && std::memcmp(&here.storage, &there.storage, here.size) == 0;
}

NetResult<FileDescriptor> connect_one(const SocketAddress& to, const Limits& limits) {
  const int family = to.storage.ss_family;
  FileDescriptor fd(socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return system_error(errno);
  const int on = 1;
  setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd.get(), to.get(), to.size) != 0) {
    if (errno != EINPROGRESS) return system_error(errno);
    if (auto ready = await_socket(fd.get(), POLLOUT, limits); !ready)
      return std::unexpected(ready.error());
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) return system_error(error);
  }
  if (connected_to_itself(fd.get())) return system_error(ECONNREFUSED);
  return fd;
}

}  // namespace

std::string NetError::text() const {
  const std::string before = doing.empty() ? "" : doing + ": ";
  switch (kind) {
    case Kind::timeout:
      return before + "timed out";
    case Kind::cancelled:
      return before + "interrupted";
    case Kind::process_ended:
      return before + "the service ended";
    case Kind::other:
      return before + detail;
    case Kind::system:
      break;
  }
  std::string text = std::strerror(error_number);
  text[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(text[0])));
  return before + text;
}

NetResult<Connection> Connection::open(const Address& address, const Limits& limits) {
  const auto failed = [&](NetError error) {
    error.doing = "connect to " + address.to_string();
    return std::unexpected(std::move(error));
  };
  auto addresses = resolve(address);
  if (!addresses) return failed(addresses.error());
  std::optional<NetError> first;
  for (const SocketAddress& each : *addresses) {
    auto fd = connect_one(each, limits);
    if (fd) return Connection(std::move(*fd));
    if (fd.error().kind != NetError::Kind::system) return failed(fd.error());
    if (!first) first = fd.error();
  }
  return failed(first.value_or(NetError{NetError::Kind::other, 0, "it has no address", {}}));
}

NetResult<void> Connection::send(std::string_view data, const Limits& limits) {
  while (!data.empty()) {
    const ssize_t sent = ::send(fd_.get(), data.data(), data.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      data.remove_prefix(static_cast<size_t>(sent));
    } else if (errno == EAGAIN) {
      if (auto ready = await_socket(fd_.get(), POLLOUT, limits); !ready) return ready;
    } else if (errno != EINTR) {
      return system_error(errno);
    }
  }
  return {};
}

NetResult<size_t> Connection::receive(char* buffer, size_t size, const Limits& limits) {
  while (true) {
    if (auto ready = await_socket(fd_.get(), POLLIN, limits); !ready)
      return std::unexpected(ready.error());
    const ssize_t got = recv(fd_.get(), buffer, size, 0);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno != EAGAIN && errno != EINTR) return system_error(errno);
  }
}

}  // namespace mishap::protocol
