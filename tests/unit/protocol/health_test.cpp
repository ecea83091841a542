// Waiting for a service to become ready.
#include "user/protocol/health.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/unit/protocol/loopback_server.h"

using namespace mishap;
using namespace mishap::protocol;
using namespace mishap::tests;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

/// A process that stands for the service; the server that answers is the test's own.
system::Process service(const std::string& script = "exec sleep 1000") {
  return system::Process::spawn(
             {.binary = "/bin/sh", .args = {"-c", script}, .env = {"PATH=/usr/bin:/bin"}})
      .value();
}

plan::Healthcheck tcp_check(uint16_t port, std::chrono::nanoseconds timeout = 10s) {
  return {plan::Healthcheck::Kind::tcp, "localhost:" + std::to_string(port), timeout.count(), {}};
}

plan::Healthcheck http_check(uint16_t port, std::chrono::nanoseconds timeout = 10s) {
  return {plan::Healthcheck::Kind::http,
          "localhost:" + std::to_string(port) + "/health",
          timeout.count(),
          {"shop.star", 7, 5}};
}

/// How long after a service has begun to listen it is found ready; it begins after 100 ms.
std::chrono::nanoseconds delay_of_notice(system::Process& process) {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  Clock::time_point listening;
  std::thread late([&] {
    usleep(100'000);
    listening = Clock::now();
    listen(listener, 1);
  });
  const auto ready = await_ready("db", tcp_check(port_of(listener)), process);
  const auto noticed = Clock::now();
  late.join();
  close(listener);
  REQUIRE(ready);
  return noticed - listening;
}

}  // namespace

TEST_CASE("a service that listens is ready at once") {
  const LoopbackServer server([](int) {});
  auto process = service();
  const auto took = await_ready("db", tcp_check(server.port()), process);
  REQUIRE(took);
  CHECK(*took < 1s);
}

TEST_CASE("a service that begins to listen is noticed within milliseconds") {
  auto process = service();
  // A loaded machine may be late now and then: the best of five tells how the check polls.
  std::chrono::nanoseconds best = 10s;
  for (int tries = 0; tries < 5; tries++) best = std::min(best, delay_of_notice(process));
  CHECK(best < 60ms);  // It polls every 25 ms by then, at worst.
}

TEST_CASE("http is ready from 200 to 399, not before") {
  int asked = 0;
  const LoopbackServer server([&](int socket) {
    CHECK(read_until(socket, "\r\n\r\n").starts_with("GET /health "));
    reply(socket, ++asked < 3 ? "HTTP/1.1 503 Not Yet\r\nContent-Length: 0\r\n\r\n"
                              : "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n");
  });
  auto process = service();
  CHECK(await_ready("web", http_check(server.port()), process));
  CHECK(asked == 3);
}

TEST_CASE("a service that never turns ready is told with the last reason and the check's place") {
  const LoopbackServer server([&](int socket) {
    read_until(socket, "\r\n\r\n");
    reply(socket, "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n");
  });
  auto process = service();
  const auto ready = await_ready("web", http_check(server.port(), 60ms), process);
  REQUIRE(!ready);
  CHECK(ready.error().message == "service \"web\" not ready after 60ms: GET /health answered 500");
  CHECK(ready.error().code == "HEALTHCHECK_TIMEOUT");
  CHECK(ready.error().place.to_string() == "shop.star:7:5");
}

TEST_CASE("a service that doesn't listen is told so") {
  const uint16_t port = free_port();
  auto process = service();
  CHECK(await_ready("db", tcp_check(port, 20ms), process).error().message ==
        "service \"db\" not ready after 20ms: connect to localhost:" + std::to_string(port) +
            ": connection refused");
}

TEST_CASE("a service that ends is noticed at once, with how it ended") {
  auto process = service("exit 3");
  const auto start = Clock::now();
  const auto ready = await_ready("db", tcp_check(free_port()), process);
  REQUIRE(!ready);
  CHECK(ready.error().message == "service \"db\" exited before becoming ready (exit code 3)");
  CHECK(ready.error().code == "LAUNCH_FAILED");
  CHECK(Clock::now() - start < 5s);
}

TEST_CASE("a service that ends while its check is being answered is noticed too") {
  const LoopbackServer server([](int socket) { read_until(socket, "never"); });
  auto process = service("sleep 0.05; kill -ABRT $$");
  const auto start = Clock::now();
  const auto ready = await_ready("web", http_check(server.port(), 100s), process);
  REQUIRE(!ready);
  CHECK(ready.error().message ==
        "service \"web\" exited before becoming ready (killed by SIGABRT)");
  CHECK(Clock::now() - start < 1900ms);  // Not only when the attempt's own 2 s are over.
}

TEST_CASE("an answer by somebody else does not make a dead service ready") {
  const LoopbackServer server([](int) {});
  auto process = service("exit 1");
  REQUIRE(process.wait(5s));
  CHECK_FALSE(await_ready("db", tcp_check(server.port()), process));
}

TEST_CASE("Ctrl-C ends the wait") {
  FakeInterrupt interrupt;
  interrupt.trigger();
  auto process = service();
  CHECK(await_ready("db", tcp_check(free_port()), process, interrupt.fd()).error().code ==
        "INTERRUPTED");
}

TEST_CASE("a check that makes no sense is an error before anything is tried") {
  auto process = service();
  plan::Healthcheck check = tcp_check(1);
  check.target = "localhost";
  CHECK(await_ready("db", check, process).error().message ==
        "health check of service \"db\": \"localhost\" is not a target: the port is missing");
}
