// Arming and disarming in a running test: what reaches the engine, and what is kept for the report.
#include <algorithm>

#include <doctest/doctest.h>

#include "tests/unit/run/fakes.h"

using namespace mishap;
using fakes::Bench;
using fakes::content;
using fakes::rule;

namespace {

engine::RawEvent fired(uint32_t counter, int64_t time) {
  engine::RawEvent event;
  event.counter = counter;
  event.time_ns = time;
  event.syscall = 1;
  event.fired = true;
  event.value = -5;
  return event;
}

long count_of(const std::vector<std::string>& calls, const std::string& call) {
  return std::ranges::count(calls, call);
}

}  // namespace

TEST_CASE("the engine opens with the first rule, and each arm and disarm ends with a drain") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write"), rule("db", "fsync")});
    REQUIRE(fault.has_value());
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests.size() == 1);
  CHECK(run.engine.name == "fake");
  CHECK(bench.log.asked == std::vector<std::string>{"open", "add_scope db", "arm 2", "drain",
                                                    "disarm", "drain", "remove_scope"});
  CHECK(bench.log.counters == 0);
}

TEST_CASE("inner rules add to outer ones, and lifting them leaves the outer ones in force") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto outer = runtime.arm({rule("db", "write")});
    const auto inner = runtime.arm({rule("db", "fsync")});
    bench.log.asked.clear();
    CHECK(runtime.disarm(*inner).has_value());
    CHECK(bench.log.asked.front() == "arm 1");
    CHECK(runtime.disarm(*outer).has_value());
    return content();
  });
  CHECK(bench.run().tests[0].passed());
}

TEST_CASE("a rule's counts and events are in the result, told in the spec's words") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write")});
    bench.log.seen[0] = {.matched = 9, .fired = 2, .held_back_untold = 6, .unfinished = 1};
    bench.log.events = {{fired(0, 20), fired(0, 10)}};
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  const report::TestResult& test = run.tests[0];
  REQUIRE(test.rules.size() == 1);
  CHECK(test.rules[0].matched == 9);
  CHECK(test.rules[0].fired == 2);
  CHECK(test.rules[0].held_back() == 7);
  CHECK(test.rules[0].held_back_untold == 6);
  CHECK(test.rules[0].unfinished == 1);
  const auto call = std::ranges::find(test.events, trace::EventKind::syscall, &trace::Event::kind);
  REQUIRE(call != test.events.end());
  CHECK(call->service == "db");
  CHECK(trace::decision_text(*call) == "deny(EIO)");
  for (size_t i = 0; i < test.events.size(); ++i) CHECK(test.events[i].seq == i + 1);
  CHECK(test.diagnostics.empty());
  CHECK(test.passed());
}

TEST_CASE("a fault that never fired is told of, with what is known of why") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    plan::Rule wal = rule("db", "write");
    wal.where.globs = {"/tmp/*.wal"};
    const auto fault = runtime.arm({wal});
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests[0].diagnostics.size() == 1);
  const report::Diagnostic& diagnostic = run.tests[0].diagnostics[0];
  CHECK(diagnostic.code == "FAULT_NOT_FIRED");
  CHECK(diagnostic.message == "write fault on 'db' was installed but never fired");
  CHECK(diagnostic.suggestion ==
        "while it was installed, db made no call of write on a path that matches /tmp/*.wal");
}

TEST_CASE("a rule that another one kept calls from names that one") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write", 1), rule("db", "write", 2)});
    bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
    bench.log.events = {{fired(0, 10)}};
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests[0].diagnostics.size() == 1);
  CHECK(run.tests[0].diagnostics[0].suggestion ==
        "write was armed before it and decided calls of the same syscalls (1 hits)");
}

TEST_CASE("a rule that was lifted before is not to blame") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto first = runtime.arm({rule("db", "write", 1)});
    bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
    bench.log.events = {{fired(0, 10)}};
    CHECK(runtime.disarm(*first).has_value());
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write", 2)})).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests[0].diagnostics.size() == 1);
  CHECK(run.tests[0].diagnostics[0].suggestion ==
        "while it was installed, db made no call of write");
}

TEST_CASE("calls that met another rule meanwhile are named") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    plan::Rule wal = rule("db", "write", 1);
    wal.where.globs = {"*.wal"};
    const auto fault = runtime.arm({wal, rule("db", "write", 2)});
    bench.log.seen[1] = {.matched = 1, .fired = 1, .path_unknown = 0};
    bench.log.events = {{fired(1, 10)}};
    bench.log.events[0][0].path = "/a\nb";
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests[0].diagnostics.size() == 1);
  CHECK(run.tests[0].diagnostics[0].suggestion ==
        "calls that other rules saw: write /a\\nb; none of them met this one");
}

TEST_CASE("a fault in a loop is one rule, with a probability of its own each time") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    for (uint32_t i = 0; i < 3; ++i) {
      const auto fault = runtime.arm({rule("db", "write")});
      bench.log.seen[i] = {.matched = 2, .fired = 1, .path_unknown = 0};
      CHECK(runtime.disarm(*fault).has_value());
    }
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests[0].rules.size() == 1);
  CHECK(run.tests[0].rules[0].armings == 3);
  CHECK(run.tests[0].rules[0].matched == 6);
  CHECK(bench.log.identities ==
        std::vector<std::string>{"test_a db write 0", "test_a db write 1", "test_a db write 2"});
}

TEST_CASE("what a body leaves armed is lifted and counted") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    CHECK(runtime.arm({rule("db", "write")}).has_value());
    bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 0};
    spec::BodyResult result;
    result.kind = spec::BodyResult::Kind::error;
    result.reason = "it broke";
    return result;
  });
  const report::RunResult run = bench.run();
  CHECK(run.tests[0].outcome == report::Outcome::error);
  CHECK(run.tests[0].rules[0].fired == 1);
  CHECK(count_of(bench.log.asked, "disarm") == 1);
  CHECK(bench.log.counters == 0);
  CHECK(bench.log.scopes == 0);
}

TEST_CASE("arming is all or nothing: when it fails, what was in force is put back") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.log.arm_fails = {false, true};
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto first = runtime.arm({rule("db", "write", 3)});
    const auto second = runtime.arm({rule("db", "fsync", 4)});
    REQUIRE_FALSE(second.has_value());
    CHECK(second.error().message == "no room");
    CHECK(second.error().place.line == 4);
    CHECK(count_of(bench.log.asked, "arm 1") == 2);  // The first one, and again after the failure.
    CHECK(bench.log.counters == 1);
    CHECK(runtime.disarm(*first).has_value());
    return content();
  });
  CHECK(bench.run().tests[0].rules.size() == 1);
}

TEST_CASE("a failed arming keeps the rules whose calls are in the trace, in their places") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_service("web", "sleep 60");
  bench.log.arm_fails = {false, true};
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[1] = {.matched = 1, .fired = 1, .path_unknown = 0};
    bench.log.events = {{fired(1, 10)}};
    CHECK_FALSE(runtime.arm({rule("db", "write"), rule("web", "write"), rule("web", "fsync")}));
    return content();
  });
  const report::RunResult run = bench.run();
  const report::TestResult& test = run.tests[0];
  REQUIRE(test.rules.size() == 2);  // The last one met nothing.
  const auto call = std::ranges::find(test.events, trace::EventKind::syscall, &trace::Event::kind);
  REQUIRE(call != test.events.end());
  CHECK(test.rules[static_cast<size_t>(call->rule)].rule.service == "web");
  CHECK(test.rules[0].armings == 0);
  CHECK(test.diagnostics.empty());  // Nothing was in force that could have fired.
}

TEST_CASE("require_faults_fire turns a pass into a failure") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    return content();
  });
  bench.program.plan_.tests[0].require_faults_fire = true;
  const report::RunResult run = bench.run();
  CHECK(run.tests[0].outcome == report::Outcome::fail);
  CHECK(run.tests[0].failure_type == "fault_not_fired");
}

TEST_CASE("require_faults_fire asks for faults, not for exceptions to them") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    plan::Rule shield = rule("db", "write");
    shield.action = {plan::ActionKind::allow};
    bench.log.seen[1] = {.matched = 1, .fired = 1};
    CHECK(runtime.disarm(*runtime.arm({shield, rule("db", "fsync")})).has_value());
    return content();
  });
  bench.program.plan_.tests[0].require_faults_fire = true;
  const report::TestResult test = bench.run().tests[0];
  CHECK(test.passed());
  REQUIRE(test.diagnostics.size() == 1);
  CHECK(test.diagnostics[0].message == "write rule on 'db' was installed but never fired");
}

TEST_CASE("rules that could not be lifted keep their counters until they are") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    const auto outer = runtime.arm({rule("db", "write", 1)});
    const auto inner = runtime.arm({rule("db", "fsync", 2)});
    bench.log.arm_fails = {true};
    CHECK_FALSE(runtime.disarm(*inner).has_value());
    CHECK(bench.log.counters == 2);  // The kernel may still count for the inner one.
    CHECK(runtime.disarm(*outer).has_value());
    CHECK(bench.log.counters == 0);
    return content();
  });
  CHECK(bench.run().gave_up.has_value());
}

TEST_CASE("rules that stay to the end of the test are tried again, and not for ever") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.log.disarm_fails = std::vector<bool>(10, true);
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    CHECK(runtime.arm({rule("db", "write")}).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.gave_up.has_value());
  CHECK(run.gave_up->message == "no barrier");
  CHECK(bench.log.counters == 1);
}

TEST_CASE("calls that met no rule are told of each service that could have met one") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_service("web", "sleep 60");
  bench.log.passed = 12;
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  REQUIRE(run.tests[0].services.size() == 2);
  CHECK(run.tests[0].services[0].calls_passed == 12u);
  CHECK_FALSE(run.tests[0].services[1].calls_passed.has_value());
}

TEST_CASE("what assumptions need is hooked before the first test; a refusal has the rule's place") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.plan_.assumptions = {
      {"broken", {rule("db", "write", 8), rule("db", "fsync", 9)}, "", {}}};
  bench.program.add_test("test_a", [](spec::Runtime&) { return content(); });
  bench.program.plan_.tests[0].assumptions = {"broken"};

  SUBCASE("all are taken") {
    bench.run();
    CHECK(bench.log.asked[0] == "open");
    CHECK(bench.log.asked[1] == "attach 2");
    CHECK(bench.log.asked[2] == "add_scope db");
  }
  SUBCASE("one is refused") {
    bench.log.refused = {74};  // fsync
    const report::RunResult run = bench.run();
    REQUIRE(run.gave_up.has_value());
    CHECK(run.gave_up->message == "this kernel refuses it");
    CHECK(run.gave_up->place.line == 9);
    CHECK(run.not_run == std::vector<std::string>{"test_a"});
  }
  SUBCASE("a kernel can't do at returns what one asks for") {
    bench.log.refuses_returns = true;
    plan::Action& action = bench.program.plan_.assumptions[0].rules[1].action;
    SUBCASE("an error at exit") {
      action.at = plan::Moment::exit;
    }
    SUBCASE("0 for a call that is not executed") {
      action = {plan::ActionKind::skip};
    }
    const report::RunResult run = bench.run();
    REQUIRE(run.gave_up.has_value());
    CHECK(run.gave_up->message == "no override");
    CHECK(run.gave_up->place.line == 9);
    CHECK(bench.log.scopes == 0);
    CHECK(std::ranges::find(bench.log.asked, "add_scope db") == bench.log.asked.end());
  }
}

TEST_CASE("without an engine the run ends with its reason, also when only a fault() asks for it") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.world.open_engine = []() -> Result<std::unique_ptr<engine::Engine>> {
    return fail("faults need root");
  };
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    const auto fault = runtime.arm({rule("db", "write")});
    REQUIRE_FALSE(fault.has_value());
    spec::BodyResult result;
    result.kind = spec::BodyResult::Kind::error;
    return result;
  });
  bench.program.add_test("test_b", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  REQUIRE(run.gave_up.has_value());
  CHECK(run.gave_up->message == "faults need root");
  CHECK(run.tests.empty());
  CHECK(run.not_run.size() == 2);
  CHECK(bench.alive.empty());
}
