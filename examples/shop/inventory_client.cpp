// Connect, send a line, receive a line, close.
#include "examples/shop/inventory_client.h"

#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "examples/shop/net.h"

namespace shop {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto connect_patience = std::chrono::seconds(2);
constexpr auto total_patience = std::chrono::seconds(5);

/// Waits until the socket is ready; false when the deadline has passed.
bool await(int socket, short events, Clock::time_point deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now());
  pollfd one{socket, events, 0};
  return poll(&one, 1, static_cast<int>(std::max<long>(left.count(), 0))) > 0;
}

/// One line by the deadline.
std::expected<std::string, std::string> receive_line(int socket, Clock::time_point deadline) {
  std::string line;
  while (!line.contains('\n')) {
    char chunk[512];
    if (!await(socket, POLLIN, deadline)) return std::unexpected("timed out after 5s");
    const ssize_t got = recv(socket, chunk, sizeof chunk, 0);
    if (got < 0) return std::unexpected("recv: " + std::string(std::strerror(errno)));
    if (got == 0 && line.empty()) return std::unexpected("no response from inventory");
    if (got == 0) return line;
    line.append(chunk, static_cast<size_t>(got));
  }
  return line.substr(0, line.find_first_of("\r\n"));
}

}  // namespace

InventoryClient::InventoryClient(const std::string& address) {
  const size_t colon = address.rfind(':');
  const std::string host = address.substr(0, colon);
  const std::string port = colon == std::string::npos ? "5432" : address.substr(colon + 1);
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_family =
      host == "localhost" ? AF_INET : AF_UNSPEC;  // inventory-svc has both; one is enough.
  addrinfo* list = nullptr;
  if (const int error = getaddrinfo(host.c_str(), port.c_str(), &hints, &list)) {
    std::fprintf(stderr, "order-svc: INVENTORY_ADDR=%s: %s\n", address.c_str(),
                 gai_strerror(error));
    std::exit(1);
  }
  for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
    Endpoint endpoint;
    std::memcpy(&endpoint.address, each->ai_addr, each->ai_addrlen);
    endpoint.size = each->ai_addrlen;
    endpoints_.push_back(endpoint);
  }
  freeaddrinfo(list);
}

std::expected<int, std::string> InventoryClient::connect_any() const {
  const auto deadline = Clock::now() + connect_patience;
  std::string problem;
  for (const Endpoint& endpoint : endpoints_) {
    const auto* address = reinterpret_cast<const sockaddr*>(&endpoint.address);
    const int fd = socket(address->sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) return std::unexpected("socket: " + std::string(std::strerror(errno)));
    int error = connect(fd, address, endpoint.size) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      socklen_t size = sizeof error;
      if (!await(fd, POLLOUT, deadline))
        error = ETIMEDOUT;
      else
        getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
    }
    if (error == 0) return fd;
    problem = "connect: " + std::string(std::strerror(error));
    close(fd);
  }
  return std::unexpected(problem);
}

std::expected<std::string, std::string> InventoryClient::ask(const std::string& command) const {
  const auto deadline = Clock::now() + total_patience;
  const auto fd = connect_any();
  if (!fd) return std::unexpected(fd.error());
  std::expected<std::string, std::string> reply;
  if (send_all(*fd, command + "\n"))
    reply = receive_line(*fd, deadline);
  else
    reply = std::unexpected("send: " + std::string(std::strerror(errno)));
  close(*fd);
  return reply;
}

}  // namespace shop
