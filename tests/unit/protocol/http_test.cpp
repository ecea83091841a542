// http steps against servers that say just what a test wants.
#include "user/protocol/http.h"

#include <doctest/doctest.h>

#include "tests/unit/protocol/loopback_server.h"

using namespace mishap;
using namespace mishap::protocol;
using namespace mishap::tests;

namespace {

plan::HttpRequest get_from(uint16_t port, const std::string& path = "/") {
  plan::HttpRequest request;
  request.method = "GET";
  request.port = port;
  request.path = path;
  return request;
}

/// What the client makes of these bytes, after which the server closes.
plan::Response answer_to(const std::string& bytes) {
  const LoopbackServer server([&](int socket) {
    read_until(socket, "\r\n\r\n");
    reply(socket, bytes);
  });
  return http_request(get_from(server.port()));
}

}  // namespace

TEST_CASE("status, body and headers of a response are told") {
  const auto response = answer_to(
      "HTTP/1.1 409 Conflict\r\nContent-Type: text/plain\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: "
      "8\r\n\r\n"
      "sorry \r\n");
  CHECK(response.ok);
  CHECK(response.status == 409);
  CHECK(response.body == "sorry");
  CHECK(response.headers.at("content-type") == "text/plain");
  CHECK(response.headers.at("x-a") == "1, 2");
  CHECK(response.error.empty());
  CHECK(response.duration_ms > 0);
}

TEST_CASE("the request carries method, path, headers and body") {
  std::string heard;
  const LoopbackServer server([&](int socket) {
    heard = read_until(socket, "{\"a\":1}");
    reply(socket, "HTTP/1.1 204 No Content\r\n\r\n");
  });
  plan::HttpRequest request = get_from(server.port(), "/orders?x=1");
  request.method = "POST";
  request.body = "{\"a\":1}";
  request.headers = {{"Content-Type", "application/json"}};
  CHECK(http_request(request).status == 204);
  CHECK(heard.starts_with("POST /orders?x=1 HTTP/1.1\r\n"));
  CHECK(heard.contains("Host: localhost:" + std::to_string(server.port()) + "\r\n"));
  CHECK(heard.contains("Content-Type: application/json\r\n"));
  CHECK(heard.contains("Content-Length: 7\r\n"));
  CHECK(heard.contains("Connection: close\r\n"));
}

TEST_CASE("chunked bodies, bodies up to the end, and announcements are understood") {
  CHECK(answer_to(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            .body == "abcde");
  CHECK(answer_to("HTTP/1.0 200 OK\r\n\r\nuntil the end").body == "until the end");
  CHECK(answer_to("HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            .body == "hi");
}

TEST_CASE("a keep-alive server need not close for the response to be complete") {
  const LoopbackServer server([](int socket) {
    read_until(socket, "\r\n\r\n");
    reply(socket, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    read_until(socket, "never");
  });
  CHECK(http_request(get_from(server.port())).body == "ok");
}

TEST_CASE("an answer to HEAD has no body, whatever its headers say") {
  const LoopbackServer server([](int socket) {
    read_until(socket, "\r\n\r\n");
    reply(socket, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    read_until(socket, "never");
  });
  plan::HttpRequest request = get_from(server.port());
  request.method = "HEAD";
  CHECK(http_request(request).ok);
}

TEST_CASE("of a body the first 64 KiB are kept, however long it claims to be") {
  const auto response = answer_to("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\n\r\n" +
                                  std::string(200'000, 'x'));
  CHECK(response.ok);
  CHECK(response.body.size() == 64 * 1024);
}

TEST_CASE("transport failures are told in the response") {
  const uint16_t port = free_port();
  const auto refused = http_request(get_from(port));
  CHECK_FALSE(refused.ok);
  CHECK(refused.status == 0);
  CHECK(refused.error == "connect to localhost:" + std::to_string(port) + ": connection refused");
  CHECK(answer_to("").error == "the connection was closed without a response");
  CHECK(answer_to("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort").error ==
        "the connection was closed in the middle of the response");
  CHECK(answer_to("SSH-2.0-OpenSSH_9.2\r\n").error.starts_with("malformed HTTP response: "));
}

TEST_CASE("a silent server is waited for as long as the step says, or until Ctrl-C") {
  const LoopbackServer server([](int socket) { read_until(socket, "never"); });
  plan::HttpRequest request = get_from(server.port());
  request.timeout_ns = 30'000'000;
  CHECK(http_request(request).error == "timed out after 30ms");

  FakeInterrupt interrupt;
  interrupt.trigger();
  request.timeout_ns = 1'000'000'000'000;
  CHECK(http_request(request, interrupt.fd()).error.ends_with("interrupted"));
}

TEST_CASE("nothing can be smuggled into a request") {
  plan::HttpRequest request = get_from(1, "/a\r\nX: y");
  CHECK(http_request(request).error.contains("has a blank or a line end in it"));
  request = get_from(1);
  request.headers = {{"X", "a\nb"}};
  CHECK(http_request(request).error == "the header \"X\" can't be sent: bad characters in it");
  request.headers = {{"X Y", "a"}};
  CHECK_FALSE(http_request(request).error.empty());
}

TEST_CASE("a server on IPv6 alone is found under localhost") {
  const int listener = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const int on = 1;
  setsockopt(listener, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_addr = in6addr_loopback;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    MESSAGE("no IPv6 here: nothing to see");
    return;
  }
  listen(listener, 1);
  socklen_t size = sizeof address;
  getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  std::thread server([&] {
    const int fd = accept(listener, nullptr, nullptr);
    read_until(fd, "\r\n\r\n");
    reply(fd, "HTTP/1.1 200 OK\r\n\r\nsix");
    close(fd);
  });
  CHECK(http_request(get_from(ntohs(address.sin6_port))).body == "six");
  server.join();
  close(listener);
}
