// io_uring beside faults: refused to faulted services, counted where it is allowed.
#include "user/run/io_uring.h"

#include <algorithm>
#include <cerrno>

#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/unit/run/fakes.h"

using namespace mishap;
using fakes::Bench;
using fakes::content;
using fakes::rule;
using Calls = std::vector<std::string>;

namespace {

/// One service that does not allow io_uring.
struct OneService : Bench {
  OneService() {
    program.add_service("db", "sleep 60");
    service().allows_io_uring = false;
  }
  plan::Service& service() { return program.plan_.services[0]; }
  void add_op() {
    service().ops.push_back({.name = "persist", .syscalls = {"write"}, .where = {}, .place = {}});
  }
  /// An assumption that the test uses, so that the engine is open before services start.
  void add_assumption(const std::string& service) {
    program.plan_.assumptions = {{"broken", {rule(service, "write")}, "", {}}};
    program.plan_.tests[0].assumptions = {"broken"};
  }
};

/// Arms and lifts one fault, and clears the log before each.
void fault_once(OneService& bench, spec::Runtime& runtime, Calls& armed, Calls& lifted) {
  bench.log.asked.clear();
  const auto fault = runtime.arm({rule("db", "write")});
  REQUIRE(fault.has_value());
  armed = std::exchange(bench.log.asked, {});
  CHECK(runtime.disarm(*fault).has_value());
  lifted = std::exchange(bench.log.asked, {});
}

bool kernel_has_io_uring() {
  return syscall(SYS_io_uring_setup, 0, nullptr) != -1 || errno != ENOSYS;
}

engine::RawEvent refused_setup(uint32_t counter) {
  engine::RawEvent event;
  event.counter = counter;
  event.syscall = SYS_io_uring_setup;
  event.fired = true;
  event.value = -ENOSYS;
  return event;
}

}  // namespace

TEST_CASE("a service with ops starts without io_uring, and has none to the end") {
  OneService bench;
  bench.add_op();
  Calls started, armed, lifted;
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    started = bench.log.asked;
    fault_once(bench, runtime, armed, lifted);
    return content();
  });
  bench.add_assumption("db");
  bench.run();
  CHECK(started == Calls{"open", "attach 1", "add_scope db", "attach 1", "arm 1"});
  CHECK(armed == Calls{"arm 2", "drain"});
  CHECK(lifted == Calls{"arm 1", "drain"});
  CHECK(bench.log.asked == Calls{"drain", "disarm", "drain", "remove_scope"});
  CHECK(bench.log.counters == 0);
}

TEST_CASE("a service that nothing faults keeps io_uring") {
  OneService bench;
  Calls started;
  bench.program.add_test("test_a", [&](spec::Runtime&) {
    started = bench.log.asked;
    return content();
  });
  bench.add_assumption("other");
  bench.run();
  CHECK(started == Calls{"open", "attach 1", "add_scope db"});
}

TEST_CASE("the first fault() on a service takes io_uring from it for good") {
  OneService bench;
  Calls armed, lifted, again, lifted_again;
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    fault_once(bench, runtime, armed, lifted);
    fault_once(bench, runtime, again, lifted_again);
    return content();
  });
  bench.run();
  CHECK(armed == Calls{"open", "add_scope db", "attach 1", "arm 2", "drain"});
  CHECK(lifted == Calls{"arm 1", "drain"});
  CHECK(again == Calls{"arm 2", "drain"});
}

TEST_CASE("a service that allows io_uring has no rule against it") {
  OneService bench;
  bench.service().allows_io_uring = true;
  bench.add_op();
  Calls armed, lifted;
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    fault_once(bench, runtime, armed, lifted);
    return content();
  });
  bench.add_assumption("db");
  bench.run();
  CHECK(armed == Calls{"arm 1", "drain"});
  CHECK(lifted == Calls{"disarm", "drain"});
}

TEST_CASE("the refusal is told only when a program asked for a ring") {
  OneService bench;
  bool asks = false;
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write")});
    bench.log.seen[1] = {.matched = 2, .fired = 2, .path_unknown = 0};  // Of the write.
    if (asks) {
      bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
      bench.log.events = {{refused_setup(0)}};
    }
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  const auto told = [](const report::TestResult& test, trace::EventKind kind) {
    return std::ranges::count(test.events, kind, &trace::Event::kind);
  };
  SUBCASE("nobody asked") {
    const report::RunResult run = bench.run();
    const report::TestResult& test = run.tests[0];
    REQUIRE(test.rules.size() == 1);
    CHECK(test.rules[0].rule.keyword == "write");
    CHECK(test.diagnostics.empty());
    CHECK(told(test, trace::EventKind::fault_applied) == 1);
  }
  SUBCASE("somebody asked") {
    asks = true;
    const report::RunResult run = bench.run();
    const report::TestResult& test = run.tests[0];
    REQUIRE(test.rules.size() == 2);
    CHECK(test.rules[1].rule.implicit);
    CHECK(test.rules[1].armings == 1);
    CHECK(test.rules[1].fired == 1);
    const auto call =
        std::ranges::find(test.events, trace::EventKind::syscall, &trace::Event::kind);
    REQUIRE(call != test.events.end());
    CHECK(call->rule == 1);
    CHECK(call->label == "io_uring is off under faults");
    CHECK(trace::decision_text(*call) == "deny(ENOSYS)");
    CHECK(told(test, trace::EventKind::fault_applied) == 1);
    CHECK(told(test, trace::EventKind::fault_removed) == 1);
  }
}

TEST_CASE("what was refused while the services failed to start is told") {
  OneService bench;
  bench.add_op();
  bench.service().args = {"-c", "exit 1"};
  plan::Healthcheck check;
  check.target = "localhost:1";
  bench.service().healthcheck = check;
  bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
  bench.program.add_test("test_a", [](spec::Runtime&) { return content(); });
  bench.add_assumption("db");
  bench.run();
  CHECK(bench.log.counters == 0);
  CHECK(bench.log.scopes == 0);
}

TEST_CASE("a kernel that can't refuse io_uring is an error, unless it has none") {
  OneService bench;
  bench.log.refused = {SYS_io_uring_setup};
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write")});
    CHECK(fault.has_value() != kernel_has_io_uring());
    if (!fault) CHECK(fault.error().message == "io_uring can't be refused: this kernel refuses it");
    return content();
  });
  bench.run();
}

TEST_CASE("submissions that did a rule's work while it was armed are told of") {
  OneService bench;
  bench.service().allows_io_uring = true;
  bench.log.bypasses = {{23, 2}, {3, 1}};  // WRITE, FSYNC
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write")});
    bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
    bench.log.bypasses = {{23, 12}, {3, 4}, {2, 5}, {200, 1}};
    CHECK(runtime.disarm(*fault).has_value());
    bench.log.bypasses = {{23, 99}};
    return content();
  });
  const report::RunResult run = bench.run();
  const report::TestResult& test = run.tests[0];
  REQUIRE(test.rules[0].bypassed.size() == 2);
  REQUIRE(test.diagnostics.size() == 1);
  const report::Diagnostic& diagnostic = test.diagnostics[0];
  CHECK(diagnostic.code == "BYPASS_SEEN");
  CHECK(diagnostic.level == report::Level::warning);
  CHECK(diagnostic.message ==
        "15 submissions to io_urings (WRITE and WRITEV) may have gone past the write fault on "
        "'db': they make no system call");
  CHECK(diagnostic.suggestion ==
        "leave io_uring=\"allow\" out, and the program falls back to system calls");
  CHECK(diagnostic.keyword == "write");
}

TEST_CASE("a submission that may have gone past several faults is one of the test") {
  OneService bench;
  bench.service().allows_io_uring = true;
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = bench.log.seen[1] = {.matched = 1, .fired = 1};
    bench.log.bypasses = {{23, 2}};  // WRITE, before any fault.
    const auto outer = runtime.arm({rule("db", "write", 1)});
    bench.log.bypasses = {{23, 5}};
    const auto inner = runtime.arm({rule("db", "write", 2), rule("db", "fsync", 3)});
    bench.log.bypasses = {{23, 9}, {3, 1}};  // And an FSYNC.
    CHECK(runtime.disarm(*inner).has_value());
    bench.log.bypasses = {{23, 10}, {3, 8}};
    CHECK(runtime.disarm(*outer).has_value());
    bench.log.bypasses = {{23, 99}, {3, 99}};
    return content();
  });
  const report::RunResult run = bench.run();
  const report::TestResult& test = run.tests[0];
  CHECK(report::submissions(test.rules[0].bypassed) == 8);
  CHECK(report::submissions(test.rules[1].bypassed) == 4);
  CHECK(report::submissions(test.rules[2].bypassed) == 1);
  CHECK(report::submissions(test.bypassed) == 9);
}

TEST_CASE("submissions of other work are nobody's bypass") {
  OneService bench;
  bench.service().allows_io_uring = true;
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write")});
    bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
    bench.log.bypasses = {{3, 4}, {0, 9}};  // FSYNC, NOP
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  CHECK(bench.run().tests[0].diagnostics.empty());
}

TEST_CASE("programs that the kernel does not let us fault are told of, once for the run") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.log.gaps = {"32-bit programs are not faulted"};
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.diagnostics.size() == 1);
  CHECK(run.diagnostics[0].code == "CALLS_NOT_COVERED");
  CHECK(run.diagnostics[0].message == "32-bit programs are not faulted");
}
