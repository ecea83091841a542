// What operations ask of a call besides its path, and when rules fire: by BPF_PROG_TEST_RUN on any
// kernel.
#include <algorithm>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <sys/un.h>

#include "tests/kernel/bench.h"
#include "user/plan/peer.h"

namespace mishap {
namespace {

uint64_t address_of(const void* pointer) {
  return reinterpret_cast<uint64_t>(pointer);
}

plan::Rule deny_size(std::vector<std::string> syscalls, uint64_t min, uint64_t max) {
  plan::Rule rule = deny(std::move(syscalls), "EIO");
  rule.where.size = plan::SizeRange{min, max};
  return rule;
}

plan::Rule deny_peer(std::vector<std::string> syscalls, const std::string& text) {
  plan::Rule rule = deny(std::move(syscalls), "ECONNREFUSED");
  rule.where.peers = plan::parse_peer(text).value();
  return rule;
}

plan::Rule deny_descriptor(plan::DescriptorPredicate descriptor) {
  plan::Rule rule = deny({"write"}, "EIO");
  rule.where.descriptor = descriptor;
  return rule;
}

sockaddr_in inet4(const char* host, uint16_t port) {
  sockaddr_in address{
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
  inet_pton(AF_INET, host, &address.sin_addr);
  return address;
}

sockaddr_in6 inet6(const char* host, uint16_t port) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(port);
  inet_pton(AF_INET6, host, &address.sin6_addr);
  return address;
}

/// A name that begins with '@' is abstract.
std::pair<sockaddr_un, size_t> unix_address(const std::string& name) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, sizeof address.sun_path);
  if (name[0] == '@') address.sun_path[0] = 0;
  return {address, 2 + name.size() + (name[0] == '@' ? 0 : 1)};
}

struct Descriptors {
  std::vector<int> all;
  int add(int fd) {
    REQUIRE(fd >= 0);
    all.push_back(fd);
    return fd;
  }
  ~Descriptors() {
    for (const int fd : all) close(fd);
  }
};

TEST_SUITE("decision") {
  TEST_CASE("size= holds for the number of bytes that a call asks for, ends included") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(), {deny_size({"write", "sendto"}, 100, 4096)});
    REQUIRE(armed.error() == "");
    for (const auto& [size, error] : {std::pair{99, 0}, {100, EIO}, {4096, EIO}, {4097, 0}}) {
      CAPTURE(size);
      CHECK(-bench.decide(SYS_write, {argument(1), 0, static_cast<uint64_t>(size)}) == error);
      CHECK(-bench.decide(SYS_sendto, {argument(1), 0, static_cast<uint64_t>(size)}) == error);
    }
  }

  TEST_CASE("size= of vectors and messages is the sum over them") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(),
                {deny_size({"writev", "pwritev2", "sendmsg", "sendmmsg"}, 30, 30)});
    REQUIRE(armed.error() == "");
    iovec vectors[] = {{nullptr, 10}, {nullptr, 0}, {nullptr, 20}, {nullptr, 1}};
    CHECK(bench.decide(SYS_writev, {argument(1), address_of(vectors), 3}) == -EIO);
    CHECK(bench.decide(SYS_writev, {argument(1), address_of(vectors), 4}) == 0);
    CHECK(bench.decide(SYS_pwritev2, {argument(1), address_of(vectors), 3}) == -EIO);
    msghdr message{};
    message.msg_iov = vectors;
    message.msg_iovlen = 3;
    CHECK(bench.decide(SYS_sendmsg, {argument(1), address_of(&message)}) == -EIO);
    mmsghdr messages[2] = {};
    for (mmsghdr& each : messages) each.msg_hdr.msg_iov = vectors;
    messages[0].msg_hdr.msg_iovlen = 1;
    messages[1].msg_hdr.msg_iov = &vectors[2];
    messages[1].msg_hdr.msg_iovlen = 1;
    CHECK(bench.decide(SYS_sendmmsg, {argument(1), address_of(messages), 2}) == -EIO);
    CHECK(bench.decide(SYS_sendmmsg, {argument(1), address_of(messages), 1}) == 0);
  }

  TEST_CASE("vectors that can't be read leave the call alone and are counted") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(), {deny_size({"writev"}, 0, 100)});
    CHECK(bench.decide(SYS_writev, {argument(1), 4096, 1}) == 0);
    CHECK(armed.counters(0).matched == 0);
    CHECK(armed.counters(0).path_unknown == 1);
  }

  TEST_CASE("size= counts whichever of two files it is that meets path=") {
    Bench bench;
    const int wal = bench.open_file("data/pg/wal/0001.wal"), base = bench.open_file("data/pg/base");
    plan::Rule rule = deny_size({"sendfile"}, 100, 100);
    rule.where.globs = {"*.wal"};
    Armed armed(bench.engine(), bench.scope(), {rule});
    REQUIRE(armed.error() == "");
    for (const auto& [out, in] : {std::pair{wal, base}, {base, wal}}) {
      CHECK(bench.decide(SYS_sendfile, {argument(out), argument(in), 0, 100}) == -EIO);
      CHECK(bench.decide(SYS_sendfile, {argument(out), argument(in), 0, 99}) == 0);
    }
    CHECK(bench.decide(SYS_sendfile, {argument(base), argument(base), 0, 100}) == 0);
    close(wal);
    close(base);
  }

  TEST_CASE("a skipped call whose size can't be read is let alone and counted") {
    Bench bench;
    plan::Rule rule = deny({"writev"}, "EIO");
    rule.action = {.kind = plan::ActionKind::skip};
    Armed armed(bench.engine(), bench.scope(), {rule});
    iovec vectors[] = {{nullptr, 10}, {nullptr, 20}};
    CHECK(bench.decide(SYS_writev, {argument(1), address_of(vectors), 2}) == 30);
    CHECK(bench.decide(SYS_writev, {argument(1), 4096, 1}) == 0);
    const int refused_by_the_kernel = 1025;
    CHECK(bench.decide(SYS_writev, {argument(1), address_of(vectors), refused_by_the_kernel}) == 0);
    CHECK(armed.counters(0).fired == 1);
    CHECK(armed.counters(0).path_unknown == 1);
  }

  TEST_CASE("a call whose path can't be read has no place in the count of any path") {
    Bench bench;
    plan::Rule second = deny({"unlink"}, "EIO");
    second.trigger.per = plan::Per::path;
    second.trigger.first = second.trigger.last = 2;
    Armed armed(bench.engine(), bench.scope(), {second});
    for (const int64_t told : {0, -EIO, 0}) {
      CHECK(bench.decide(SYS_unlink, {4096}) == 0);
      CHECK(bench.decide(SYS_unlink, {argument("a")}) == told);
    }
    CHECK(armed.counters(0).path_unknown == 3);
    CHECK(bench.engine().losses().decisions_missed == 0);
  }

  TEST_CASE("an exception whose path can't be read holds: when in doubt, no fault") {
    Bench bench;
    plan::Rule exception = deny({"unlink"}, "EIO", {"*.wal"});
    exception.action = {.kind = plan::ActionKind::allow};
    Armed armed(bench.engine(), bench.scope(), {exception, deny({"unlink"}, "EIO")});
    CHECK(bench.decide(SYS_unlink, {4096}) == 0);
    CHECK(bench.decide(SYS_unlink, {argument("a.wal")}) == 0);
    CHECK(bench.decide(SYS_unlink, {argument("a.tmp")}) == -EIO);
    CHECK(armed.counters(0).path_unknown == 1);
  }

  TEST_CASE("fd= holds for the number of a descriptor, or for what is behind it") {
    Bench bench;
    Descriptors open;
    int pipes[2], sockets[2];
    REQUIRE(pipe(pipes) == 0);
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
    for (const int fd : {pipes[0], pipes[1], sockets[0], sockets[1]}) open.add(fd);
    const int file = open.add(bench.open_file("top.wal")),
              directory = open.add(bench.open_file("."));
    const int device = open.add(bench.open_file("/dev/null"));
    using Kind = plan::DescriptorPredicate::Kind;
    struct {
      plan::DescriptorPredicate asked;
      std::vector<int> held;
    } cases[] = {
        {{Kind::socket, 0}, {sockets[0], sockets[1]}},
        {{Kind::file, 0}, {file, directory}},
        {{Kind::pipe, 0}, {pipes[0], pipes[1]}},
        {{Kind::number, file}, {file}},
    };
    for (const auto& each : cases) {
      Armed armed(bench.engine(), bench.scope(), {deny_descriptor(each.asked)});
      REQUIRE(armed.error() == "");
      for (const int fd : {pipes[0], sockets[0], file, directory, device, 12345, -1}) {
        CAPTURE(fd);
        CHECK((bench.decide(SYS_write, {argument(fd)}) != 0) ==
              (std::ranges::find(each.held, fd) != each.held.end()));
      }
    }
  }

  TEST_CASE("of rules that ask for other descriptors, or for none, each call meets its own") {
    Bench bench;
    using Kind = plan::DescriptorPredicate::Kind;
    plan::Rule three = deny_descriptor({Kind::number, 3}),
               four = deny_descriptor({Kind::number, 4});
    four.action.error_number = ENOSPC;
    const plan::Rule any = deny({"write"}, "EDQUOT");
    struct {
      std::vector<plan::Rule> rules;
      int64_t at_three, at_four, at_five;
    } cases[] = {
        {{three, three}, -EIO, 0, 0},
        {{three, four}, -EIO, -ENOSPC, 0},
        {{three, any}, -EIO, -EDQUOT, -EDQUOT},
        {{any, three}, -EDQUOT, -EDQUOT, -EDQUOT},
    };
    for (const auto& each : cases) {
      Armed armed(bench.engine(), bench.scope(), each.rules);
      CHECK(bench.decide(SYS_write, {3}) == each.at_three);
      CHECK(bench.decide(SYS_write, {4}) == each.at_four);
      CHECK(bench.decide(SYS_write, {5}) == each.at_five);
    }
  }

  TEST_CASE("peer= holds for the address that a call names: network, host, port") {
    Bench bench;
    Descriptors open;
    const int fd = open.add(socket(AF_INET6, SOCK_DGRAM, 0));
    const sockaddr_in v4 = inet4("10.1.2.3", 5432);
    const sockaddr_in6 v6 = inet6("fe80::1:2", 5432), mapped = inet6("::ffff:10.1.2.3", 5432);
    struct {
      const char* peer;
      bool v4, v6;
    } cases[] = {
        {"10.1.2.3", true, false},         {"10.1.2.4", false, false},
        {"10.0.0.0/8", true, false},       {"10.1.2.0/30", true, false},
        {"10.1.2.4/30", false, false},     {":5432", true, true},
        {":5433", false, false},           {"10.1.2.3:5432", true, false},
        {"10.1.2.3:1", false, false},      {"fe80::/10", false, true},
        {"[fe80::1:2]:5432", false, true}, {"fe80::1:3", false, false},
        {"0.0.0.0/0", true, false},
    };
    for (const auto& each : cases) {
      CAPTURE(each.peer);
      Armed armed(bench.engine(), bench.scope(), {deny_peer({"connect", "sendto"}, each.peer)});
      REQUIRE(armed.error() == "");
      CHECK((bench.decide(SYS_connect, {argument(fd), address_of(&v4), sizeof v4}) != 0) ==
            each.v4);
      CHECK((bench.decide(SYS_connect, {argument(fd), address_of(&mapped), sizeof mapped}) != 0) ==
            each.v4);
      CHECK((bench.decide(SYS_sendto, {argument(fd), 0, 1, 0, address_of(&v6), sizeof v6}) != 0) ==
            each.v6);
    }
  }

  TEST_CASE("peer= holds for what a socket is connected to") {
    Bench bench;
    Descriptors open;
    const int listener = open.add(socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address = inet4("127.0.0.1", 0);
    socklen_t bytes = sizeof address;
    REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), bytes) == 0);
    REQUIRE(listen(listener, 1) == 0);
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &bytes);
    const int client = open.add(socket(AF_INET, SOCK_STREAM, 0));
    const int idle = open.add(socket(AF_INET, SOCK_STREAM, 0));
    REQUIRE(connect(client, reinterpret_cast<sockaddr*>(&address), bytes) == 0);
    const std::string port = std::to_string(ntohs(address.sin_port));
    for (const auto& [peer, held] : {std::pair{"127.0.0.1:" + port, true}, {":1", false}}) {
      CAPTURE(peer);
      Armed armed(bench.engine(), bench.scope(), {deny_peer({"write", "sendto", "sendmsg"}, peer)});
      msghdr message{};
      CHECK((bench.decide(SYS_write, {argument(client)}) != 0) == held);
      CHECK((bench.decide(SYS_sendto, {argument(client)}) != 0) == held);
      CHECK((bench.decide(SYS_sendmsg, {argument(client), address_of(&message)}) != 0) == held);
      CHECK(bench.decide(SYS_write, {argument(idle)}) == 0);
      CHECK(bench.decide(SYS_write, {argument(1)}) == 0);
    }
  }

  TEST_CASE("peer= holds for unix sockets by path and by abstract name") {
    Bench bench;
    Descriptors open;
    const int fd = open.add(socket(AF_UNIX, SOCK_STREAM, 0));
    const std::string root = bench.directory();
    struct {
      std::string peer, named;
      bool held;
    } cases[] = {
        {root + "/*.sock", root + "/db.sock", true},
        {root + "/db.sock", root + "/db.sock", true},
        {root + "/*.sock", "db.sock", true},  // relative to the working directory
        {root + "/*.sock", root + "/db.pid", false},
        {"@bus*", "@bus-1", true},
        {"@bus*", "@sub-1", false},
        {"@/tmp/bus/1", "@/tmp/bus/1", true},
        {"@tmp/bus", "@tmp/bus", true},
        {"@bus", "/bus", false},
        {"/bus", "@bus", false},
        {":80", root + "/db.sock", false},
    };
    for (const auto& each : cases) {
      CAPTURE(each.peer);
      CAPTURE(each.named);
      const auto [address, bytes] = unix_address(each.named);
      Armed armed(bench.engine(), bench.scope(), {deny_peer({"connect"}, each.peer)});
      REQUIRE(armed.error() == "");
      CHECK((bench.decide(SYS_connect, {argument(fd), address_of(&address), bytes}) != 0) ==
            each.held);
    }
  }

  TEST_CASE("peer= holds for what a unix socket is connected to") {
    Bench bench;
    Descriptors open;
    for (const std::string& name : {bench.directory() + "/db.sock", std::string("@mishap-bench")}) {
      CAPTURE(name);
      const int listener = open.add(socket(AF_UNIX, SOCK_STREAM, 0));
      auto [address, bytes] = unix_address(name);
      REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), bytes) == 0);
      REQUIRE(listen(listener, 1) == 0);
      const int client = open.add(socket(AF_UNIX, SOCK_STREAM, 0));
      REQUIRE(connect(client, reinterpret_cast<sockaddr*>(&address), bytes) == 0);
      Armed armed(bench.engine(), bench.scope(), {deny_peer({"write"}, name)});
      CHECK(bench.decide(SYS_write, {argument(client)}) == -ECONNREFUSED);
      CHECK(bench.decide(SYS_write, {argument(listener)}) == 0);
    }
  }

  TEST_CASE("all that an operation asks for must hold") {
    Bench bench;
    plan::Rule rule = deny_size({"write"}, 10, 20);
    rule.where.globs = {"*.wal"};
    Armed armed(bench.engine(), bench.scope(), {rule});
    Descriptors open;
    const int wal = open.add(bench.open_file("top.wal")),
              base = open.add(bench.open_file("data/pg/base"));
    CHECK(bench.decide(SYS_write, {argument(wal), 0, 15}) == -EIO);
    CHECK(bench.decide(SYS_write, {argument(wal), 0, 25}) == 0);
    CHECK(bench.decide(SYS_write, {argument(base), 0, 15}) == 0);
  }

  TEST_CASE("a trigger names the calls that fire, counted from 1") {
    struct {
      plan::Trigger trigger;
      std::vector<int> fires;
    } cases[] = {
        {{.first = 3, .last = 3}, {3}},
        {{.first = 4}, {4, 5, 6, 7, 8, 9}},
        {{.first = 3, .step = 3}, {3, 6, 9}},
        {{.first = 2, .last = 7, .step = 2}, {2, 4, 6}},
        {{.times = 2}, {1, 2}},
        {{.first = 2, .step = 3, .times = 2}, {2, 5}},
    };
    for (const auto& each : cases) {
      Bench bench;
      plan::Rule rule = deny({"fsync"}, "EIO");
      rule.trigger = each.trigger;
      Armed armed(bench.engine(), bench.scope(), {rule});
      std::vector<int> fired;
      for (int call = 1; call <= 9; call++)
        if (bench.decide(SYS_fsync, {argument(1)})) fired.push_back(call);
      CHECK(fired == each.fires);
      CHECK(armed.counters(0).matched == 9);
      CHECK(armed.counters(0).fired == each.fires.size());
    }
  }
}

}  // namespace
}  // namespace mishap
