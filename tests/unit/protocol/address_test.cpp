// Targets of steps and health checks.
#include "user/protocol/address.h"

#include <doctest/doctest.h>

using namespace mishap::protocol;

TEST_CASE("a tcp target is a host and a port") {
  const auto plain = parse_tcp_target("localhost:5432").value();
  CHECK(plain.host == "localhost");
  CHECK(plain.port == 5432);
  CHECK(parse_tcp_target("tcp://db:1").value().to_string() == "db:1");
  CHECK(parse_tcp_target("[::1]:80").value().host == "::1");
  CHECK(parse_tcp_target("[::1]:80").value().to_string() == "[::1]:80");
}

TEST_CASE("an http target has a path and port 80 unless told otherwise") {
  const auto target = parse_http_target("localhost:8080/health?deep=1").value();
  CHECK(target.address.to_string() == "localhost:8080");
  CHECK(target.path == "/health?deep=1");
  CHECK(parse_http_target("http://example").value().address.port == 80);
  CHECK(parse_http_target("http://example").value().path == "/");
  CHECK(parse_http_target("example?x").value().path == "/?x");
}

TEST_CASE("what is wrong with a target is said") {
  const auto tcp = [](const char* text) { return parse_tcp_target(text).error().message; };
  CHECK(tcp("localhost") == "\"localhost\" is not a target: the port is missing");
  CHECK(tcp(":5432") == "\":5432\" is not a target: the host is missing");
  CHECK(tcp("db:http").ends_with("the port must be a number from 1 to 65535, not \"http\""));
  CHECK(tcp("db:65536").ends_with("not \"65536\""));
  CHECK(tcp("db:0").ends_with("not \"0\""));
  CHECK(tcp("db:80x").ends_with("not \"80x\""));
  CHECK(tcp("::1:80").ends_with("an IPv6 address stands in brackets"));
  CHECK(tcp("[::1:80").ends_with("\"[\" has no \"]\""));
  CHECK(tcp("http://db:80").ends_with("tcp() takes HOST:PORT, not http://"));
  CHECK(parse_http_target("https://db").error().message.ends_with("not https://"));
}
