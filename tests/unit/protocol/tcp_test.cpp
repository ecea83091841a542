// tcp steps: a line there, a line back.
#include "user/protocol/tcp.h"

#include <doctest/doctest.h>

#include <chrono>

#include "tests/unit/protocol/loopback_server.h"

using namespace mishap;
using namespace mishap::protocol;
using namespace mishap::tests;

namespace {

plan::TcpRequest request_to(uint16_t port, const std::string& data = "PING") {
  plan::TcpRequest request;
  request.port = port;
  request.data = data;
  return request;
}

}  // namespace

TEST_CASE("a line is sent, and the line that comes back is trimmed") {
  std::string heard;
  const LoopbackServer server([&](int socket) {
    heard = read_until(socket, "\n");
    reply(socket, "  PO");
    usleep(5'000);
    reply(socket, "NG\r\nmore");
  });
  const auto answer = tcp_send(request_to(server.port()));
  CHECK(answer.value() == "PONG");
  CHECK(heard == "PING\n");
}

TEST_CASE("a peer that closes without a word has answered nothing") {
  const LoopbackServer server([](int socket) { read_until(socket, "\n"); });
  CHECK(tcp_send(request_to(server.port())).value().empty());
}

TEST_CASE("a last line without its end counts") {
  const LoopbackServer server([](int socket) {
    read_until(socket, "\n");
    reply(socket, "bye");
  });
  CHECK(tcp_send(request_to(server.port())).value() == "bye");
}

TEST_CASE("a refused connection is an error that says where") {
  const uint16_t port = free_port();
  CHECK(tcp_send(request_to(port)).error().message ==
        "tcp send failed: connect to localhost:" + std::to_string(port) + ": connection refused");
}

TEST_CASE("a reset connection is an error") {
  const LoopbackServer server([](int socket) {
    const linger at_once{1, 0};
    setsockopt(socket, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  });
  const auto answer = tcp_send(request_to(server.port()));
  REQUIRE(!answer);
  CHECK(answer.error().message.starts_with("tcp send failed: "));
}

TEST_CASE("a silent peer is waited for as long as the step says") {
  const LoopbackServer server([](int socket) { read_until(socket, "never"); });
  plan::TcpRequest request = request_to(server.port());
  request.timeout_ns = 30'000'000;
  CHECK(tcp_send(request).error().message == "tcp send failed: timed out after 30ms");
}

TEST_CASE("Ctrl-C ends a step at once") {
  const LoopbackServer server([](int socket) { read_until(socket, "never"); });
  FakeInterrupt interrupt;
  interrupt.trigger();
  const auto answer = tcp_send(request_to(server.port()), interrupt.fd());
  REQUIRE(!answer);
  CHECK(answer.error().code == "INTERRUPTED");
}
