// peer=: addresses, networks, ports, unix sockets.
#include <arpa/inet.h>
#include <doctest/doctest.h>

#include "user/plan/peer.h"

namespace mishap::plan {
namespace {

std::vector<Peer> peers(std::string_view text) {
  const auto parsed = parse_peer(text);
  REQUIRE_MESSAGE(parsed.has_value(), text, ": ", parsed ? "" : parsed.error().message);
  return *parsed;
}

/// "ADDRESS/BITS PORT" of the only alternative; IPv4 as it is stored.
std::string inet(std::string_view text) {
  const std::vector<Peer> all = peers(text);
  REQUIRE(all.size() == 1);
  REQUIRE(all[0].kind == Peer::Kind::inet);
  char address[INET6_ADDRSTRLEN];
  inet_ntop(AF_INET6, all[0].address.data(), address, sizeof(address));
  return std::string(address) + "/" + std::to_string(all[0].prefix_bits) + " " +
         std::to_string(all[0].port);
}

std::string problem(std::string_view text) {
  const auto parsed = parse_peer(text);
  REQUIRE_FALSE_MESSAGE(parsed.has_value(), text);
  return parsed.error().message;
}

}  // namespace

TEST_CASE("IPv4 is kept as IPv6 has it") {
  CHECK(inet("10.0.0.1") == "::ffff:10.0.0.1/128 0");
  CHECK(inet("10.0.0.0/8") == "::ffff:10.0.0.0/104 0");
  CHECK(inet("10.0.0.1:5432") == "::ffff:10.0.0.1/128 5432");
  CHECK(inet("10.96.0.0/11:80") == "::ffff:10.96.0.0/107 80");
  CHECK(inet("0.0.0.0/0") == "::ffff:0.0.0.0/96 0");
  CHECK(inet("0.0.0.0:80") == "::ffff:0.0.0.0/128 80");
}

TEST_CASE("IPv6 has its port behind brackets") {
  CHECK(inet("::1") == "::1/128 0");
  CHECK(inet("fe80::/10") == "fe80::/10 0");
  CHECK(inet("[::1]:80") == "::1/128 80");
  CHECK(inet("[::1]") == "::1/128 0");
  CHECK(inet("[fe80::/10]:80") == "fe80::/10 80");
  CHECK(inet("::ffff:10.0.0.1") == "::ffff:10.0.0.1/128 0");
}

TEST_CASE("a port alone is any host's") {
  CHECK(inet(":5432") == "::/0 5432");
}

TEST_CASE("localhost is both loopbacks") {
  CHECK(peers("localhost") == loopback_peers(0));
  const std::vector<Peer> all = peers("localhost:5432");
  REQUIRE(all.size() == 2);
  CHECK(all[0].prefix_bits == 104);
  CHECK(all[0].address[12] == 127);
  CHECK(all[1].prefix_bits == 128);
  CHECK(all[1].address[15] == 1);
  CHECK(all[1].port == 5432);
}

TEST_CASE("unix sockets are globs over paths or abstract names") {
  CHECK(peers("/run/*.sock") ==
        std::vector{Peer{.kind = Peer::Kind::unix_path, .glob = "/run/*.sock"}});
  CHECK(peers("unix:/run/a:1") ==
        std::vector{Peer{.kind = Peer::Kind::unix_path, .glob = "/run/a:1"}});
  CHECK(peers("unix:*.sock")[0].glob == "*.sock");
  CHECK(peers("@dbus-*") == std::vector{Peer{.kind = Peer::Kind::unix_abstract, .glob = "dbus-*"}});
  CHECK(peers("unix:@/tmp/.X11-unix/X?")[0].glob == "/tmp/.X11-unix/X?");
}

TEST_CASE("the glob of an abstract name matches a slash and all of the name") {
  const auto abstract = peer_glob(peers("@a*")[0]);
  REQUIRE(abstract.has_value());
  REQUIRE(abstract->tokens.size() == 3);
  CHECK(abstract->tokens[0].is_slash());
  CHECK(abstract->tokens[1].bytes.test('a'));
  CHECK(abstract->tokens[2].kind == GlobToken::Kind::run);
  CHECK(peer_glob(peers("/a")[0])->tokens == parse_glob("/a")->tokens);
}

TEST_CASE("a network with host bits is told which one was meant") {
  CHECK(
      problem("10.0.0.1/8") ==
      "bad peer \"10.0.0.1/8\": it has bits set beyond the network's 8; 10.0.0.0/8 is the network");
  CHECK(problem("[fe80::1/10]:80") ==
        "bad peer \"[fe80::1/10]:80\": it has bits set beyond the network's 10; fe80::/10 is the "
        "network");
  CHECK(problem("10.1.2.3/20").ends_with("10.1.0.0/20 is the network"));
}

TEST_CASE("names are not looked up") {
  const auto parsed = parse_peer("db.example.com:5432");
  REQUIRE_FALSE(parsed.has_value());
  CHECK(parsed.error().message ==
        "bad peer \"db.example.com:5432\": \"db.example.com\" is no address");
  CHECK(parsed.error().hint.find("write its address") != std::string::npos);
}

TEST_CASE("what is no peer is told") {
  CHECK(problem("") == "bad peer \"\": it names no host and no port");
  CHECK(problem(":") == "bad peer \":\": a port is a number from 1 to 65535");
  CHECK(problem("10.0.0.1:0") == "bad peer \"10.0.0.1:0\": a port is a number from 1 to 65535");
  CHECK(problem(":70000") == "bad peer \":70000\": a port is a number from 1 to 65535");
  CHECK(problem("10.0.0.1/33").ends_with("the length of a network is a number from 0 to 32"));
  CHECK(problem("::/x").ends_with("the length of a network is a number from 0 to 128"));
  CHECK(problem("10.0.0") == "bad peer \"10.0.0\": \"10.0.0\" is no IPv4 address");
  CHECK(problem("1.2.3.256:1").ends_with("\"1.2.3.256\" is no IPv4 address"));
  CHECK(problem("::1:x:80").ends_with("\"::1:x:80\" is no IPv6 address"));
  CHECK(problem("fe80::1%eth0").ends_with("\"fe80::1%eth0\" is no IPv6 address"));
  CHECK(problem("[::1").ends_with("the '[' has no ']'"));
  CHECK(problem("[::1]80").ends_with("after the ']' a ':' and a port are expected"));
  CHECK(problem("[10.0.0.1]:80").ends_with("only IPv6 addresses stand in brackets"));
  CHECK(problem("/run/[a").starts_with("bad glob \"/run/[a\""));
  CHECK(problem("@").starts_with("bad glob \"\": it is empty"));
  CHECK(problem("unix:run/x").find("paths are absolute") != std::string::npos);
}

}  // namespace mishap::plan
