// path=, peer=, fd= and size= of op().
#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"
#include "user/plan/peer.h"
#include "user/plan/predicates_text.h"

namespace mishap::spec {
namespace {

/// A spec of two_services and one of an op with these arguments.
std::string spec_of(const std::string& arguments) {
  return std::string(two_services) + "service('x', 'b', ops = {'o': op(" + arguments + ")})\n";
}

plan::Predicates where(const std::string& arguments) {
  return LoadedSpec(spec_of(arguments)).plan().service("x")->ops.at(0).where;
}

std::string error(const std::string& arguments) {
  return load_error(spec_of(arguments));
}

std::vector<std::string> notes(const std::string& arguments) {
  std::vector<std::string> texts;
  const LoadedSpec spec(spec_of(arguments));
  for (const std::string& note : spec.plan().notes)
    texts.push_back(note.substr(note.find("note: ") + 6));
  return texts;
}

}  // namespace

TEST_CASE("a peer is an address, or a list of them") {
  const plan::Predicates one = where("['connect'], peer = '10.0.0.0/8:5432'");
  REQUIRE(one.peers.size() == 1);
  CHECK(one.peers[0].port == 5432);
  CHECK(one.peers[0].prefix_bits == 104);
  CHECK(one.peer_text == "10.0.0.0/8:5432");
  const plan::Predicates two = where("['connect'], peer = ['/run/*.sock', '::1']");
  CHECK(two.peers.size() == 2);
  CHECK(two.peer_text == "/run/*.sock, ::1");
  CHECK(where("['connect'], peer = None").peers.empty());
}

TEST_CASE("a peer is an interface of the spec, or a service for all of its") {
  const plan::Predicates interface = where("['connect'], peer = db.main");
  CHECK(interface.peers == plan::loopback_peers(5432));
  CHECK(interface.peer_text == "db.main");
  const plan::Predicates both = where("['connect'], peer = [db, api.main]");
  CHECK(both.peers.size() == 4);
  CHECK(both.peers[2] == plan::loopback_peers(8080)[0]);
  CHECK(both.peer_text == "db, api.main");
}

TEST_CASE("a descriptor is a kind or a number, a size a range or a number") {
  using Kind = plan::DescriptorPredicate::Kind;
  CHECK(where("['write'], fd = 'socket'").descriptor->kind == Kind::socket);
  CHECK(where("['write'], fd = 2").descriptor == plan::DescriptorPredicate{Kind::number, 2});
  CHECK(where("['write'], size = '>4K'").size == plan::SizeRange{4097, UINT64_MAX});
  CHECK(where("['write'], size = '>4K'").size_text == ">4K");
  CHECK(where("['write'], size = 512").size == plan::SizeRange{512, 512});
  CHECK(where("['write'], size = 512").size_text == "512");
}

TEST_CASE("predicates are told as they are written") {
  CHECK(plan::predicates_text(where("['write'], path = '*.wal', fd = 3, size = '<1M'")) ==
        "path=\"*.wal\" fd=3 size=\"<1M\"");
  CHECK(plan::predicates_text(where("['sendto'], peer = db, fd = 'socket'")) ==
        "peer=\"db\" fd=\"socket\"");
  CHECK(plan::predicates_text({}).empty());
}

TEST_CASE("members that a predicate never matches are noted, each predicate by itself") {
  CHECK(notes("['write', 'poll'], fd = 'file', size = 1") ==
        std::vector<std::string>{
            "op \"o\" of x: its fd= never matches poll, ppoll, which have no descriptor",
            "op \"o\" of x: its size= never matches poll, ppoll, which have no size"});
  CHECK(notes("['connect', 'unlink'], peer = db") ==
        std::vector<std::string>{
            "op \"o\" of x: its peer= never matches unlink, unlinkat, which have no peer"});
}

TEST_CASE("bad predicates") {
  CHECK(error("['connect'], peer = 'db.example.com'") ==
        "spec.star:5:47: error: op: bad peer \"db.example.com\": \"db.example.com\" is no address");
  CHECK(
      error("['connect'], peer = ['::1', '10.0.0.1/8']") ==
      "spec.star:5:47: error: op: bad peer \"10.0.0.1/8\": it has bits set beyond the network's 8; "
      "10.0.0.0/8 is the network");
  CHECK(error("['connect'], peer = []") == "spec.star:5:47: error: op: peer has no alternatives");
  CHECK(error("['connect'], peer = [5]") ==
        "spec.star:5:47: error: op: peer must be an address, a service or an interface, got int");
  CHECK(error("['connect'], peer = service('y', 'b')") ==
        "spec.star:5:47: error: op: service y has no interfaces");
  CHECK(error("['write'], fd = 'sockt'") ==
        "spec.star:5:45: error: op: \"sockt\" is no kind of descriptor (did you mean \"socket\"?)");
  CHECK(error("['write'], fd = '3'") ==
        "spec.star:5:45: error: op: a number of a descriptor is an int");
  CHECK(error("['write'], fd = -1").starts_with("spec.star:5:45: error: op: "));
  CHECK(error("['write'], size = '4k'") == "spec.star:5:45: error: op: \"4k\" is not a size");
  CHECK(error("['write'], size = '<0'") == "spec.star:5:45: error: op: no size is in \"<0\"");
  CHECK(error("['write'], size = -1") ==
        "spec.star:5:45: error: op: size must be at least 0, not -1");
  CHECK(error("['write'], size = 9223372036854775808") ==
        "spec.star:5:45: error: op: size must be at least 0 and fit in 64 bits (signed), not "
        "9223372036854775808");
}

TEST_CASE("predicates that no member can meet") {
  CHECK(error("['unlink'], peer = ':1'") ==
        "spec.star:5:46: error: op: peer can never match: unlink, unlinkat have no peer");
  CHECK(error("['poll', 'mkdir'], fd = 0") ==
        "spec.star:5:53: error: op: fd can never match: poll, ppoll, mkdir, mkdirat have no "
        "descriptor");
  CHECK(error("['connect'], size = 1") ==
        "spec.star:5:47: error: op: size can never match: connect has no size");
  CHECK(error("['write'], fd = 'file', peer = ':1'") ==
        "spec.star:5:45: error: op: fd=\"file\" and peer= exclude each other: only sockets have a "
        "peer");
  CHECK(
      error("['mkdir', 'connect'], path = '*', peer = ':1'") ==
      "spec.star:5:31: error: op: path= and peer= can never be met by one call of mkdir, mkdirat, "
      "connect");
  CHECK(error("['write'], path = '*.wal', fd = 'socket'") ==
        "spec.star:5:31: error: op: path= and fd= can never be met by one call of write, writev, "
        "pwrite64, pwritev, pwritev2");
}

TEST_CASE("a call with two files may have a socket and a path") {
  CHECK(where("['sendfile'], path = '*.html', peer = ':80'").globs.size() == 1);
}

}  // namespace mishap::spec
