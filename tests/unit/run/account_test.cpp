// What was lost: which test it is of, and which verdicts depend on it.
#include "user/run/account.h"

#include <algorithm>

#include <doctest/doctest.h>

#include "tests/unit/run/fakes.h"
#include "user/engine/losses.h"

using namespace mishap;
using fakes::Bench;
using fakes::content;
using fakes::rule;
using report::Level;
using report::Outcome;

namespace {

constexpr const char* guard = "calls passed by the kernel's recursion guard";
constexpr const char* scratch = "paths not read for lack of scratch memory";

/// A bench with one test that arms a rule, loses `lost` meanwhile, and lifts it.
struct LossyBench : Bench {
  explicit LossyBench(engine::Losses lost, plan::Rule armed = rule("db", "write")) {
    program.add_service("db", "sleep 60");
    program.add_test("test_a", [this, lost, armed](spec::Runtime& runtime) {
      log.seen[0] = {.matched = 1, .fired = 1};
      const auto fault = runtime.arm({armed});
      engine::add_losses(log.losses, lost);
      CHECK(runtime.disarm(*fault).has_value());
      return content();
    });
  }
};

plan::Rule traced() {
  plan::Rule traced = rule("db", "write");
  traced.action.kind = plan::ActionKind::trace;
  return traced;
}

/// A test that passed, with one rule that was armed.
report::TestResult passed_with(const plan::Rule& armed) {
  report::TestResult test;
  test.rules = {{.rule = armed, .armings = 1, .matched = 1, .fired = 1}};
  return test;
}

}  // namespace

TEST_CASE("decisions that were missed while a fault was in force fail the test, with the number") {
  LossyBench bench(tests::missed(2, scratch));
  const report::RunResult run = bench.run();
  const report::TestResult& test = run.tests[0];
  CHECK(test.outcome == Outcome::fail);
  CHECK(test.failure_type == "decisions_missed");
  CHECK(test.reason ==
        "2 decisions were missed while faults were in force: 2 paths not read for lack of scratch "
        "memory");
  CHECK(test.hint.ends_with("run it again"));
  REQUIRE(test.diagnostics.size() == 1);
  CHECK(test.diagnostics[0].code == "DECISIONS_MISSED");
  CHECK(test.diagnostics[0].level == Level::error);
  CHECK(test.losses.decisions_missed == 2);
  CHECK(run.losses.decisions_missed == 2);
  CHECK(run.diagnostics.empty());
}

TEST_CASE("what is counted machine-wide says so, and names the mechanism that has no such guard") {
  report::TestResult test = passed_with(rule("db", "write"));
  const engine::Losses lost = tests::missed(3, guard, true);
  run::apply_losses(test, {lost, lost, {}, "fmod_ret"});
  CHECK(test.reason ==
        "3 decisions were missed while faults were in force: 3 calls passed by the kernel's "
        "recursion guard (counted machine-wide, so they may be of other processes)");
  CHECK(test.hint.starts_with("--mechanism override "));
}

TEST_CASE("what the whole machine missed while no fault was in force fails nothing") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = {.matched = 1, .fired = 1};
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    engine::add_losses(bench.log.losses, tests::missed(2, guard, true));
    return content();
  });
  const report::TestResult test = bench.run().tests[0];
  CHECK(test.passed());
  REQUIRE(test.diagnostics.size() == 1);
  CHECK(test.diagnostics[0].level == Level::warning);
  CHECK(test.diagnostics[0].message.starts_with(
      "2 decisions were missed while no fault was in force: "));
}

TEST_CASE("a process that found no place before the fault is not decided about under it either") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = {.matched = 1, .fired = 1};
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    engine::add_losses(bench.log.losses, tests::missed(1, "new cgroups beyond the table"));
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    return content();
  });
  CHECK(bench.run().tests[0].failure_type == "decisions_missed");
}

TEST_CASE("a test without faults depends on no decision") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    return content();
  });
  bench.program.add_test("test_b", [&](spec::Runtime&) {
    engine::add_losses(bench.log.losses, tests::missed(1, scratch));
    return content();
  });
  const report::RunResult run = bench.run();
  CHECK(run.tests[1].passed());
  CHECK(run.tests[1].losses.decisions_missed == 1);
}

TEST_CASE("calls whose path could not be read fail a test that passed") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = {.matched = 1, .fired = 1, .path_unknown = 4};
    CHECK(runtime.disarm(*runtime.arm({rule("db", "write")})).has_value());
    return content();
  });
  const report::TestResult test = bench.run().tests[0];
  CHECK(test.failure_type == "decisions_missed");
  CHECK(test.reason ==
        "4 calls of write on 'db' passed undecided, since the memory of their path argument was "
        "not resident");
  REQUIRE(test.diagnostics.size() == 1);
  CHECK(test.diagnostics[0].code == "DECISIONS_MISSED");
  CHECK(test.diagnostics[0].message == test.reason);
  CHECK(test.diagnostics[0].service == "db");
}

TEST_CASE("calls that a trace() could not tell are events that a test asked for and lost") {
  report::TestResult test = passed_with(traced());
  test.rules[0].path_unknown = 4;
  run::apply_losses(test, {});
  CHECK(test.failure_type == "events_lost");
  CHECK(test.reason ==
        "4 calls of write on 'db' may be missing from the trace, since the memory of their path "
        "argument "
        "was not resident");
  CHECK(test.hint == "the trace has gaps; run it again");
  const auto found = run::unread_paths(test);
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "EVENTS_LOST");
  CHECK(found[0].level == Level::error);
  CHECK(found[0].message == test.reason);
  CHECK(found[0].keyword == "write");
}

TEST_CASE("a decision that was missed weighs more than an event that was lost") {
  report::TestResult test = passed_with(traced());
  test.rules.push_back({.rule = rule("db", "fsync"), .armings = 1, .path_unknown = 1});
  test.rules[0].path_unknown = 4;
  run::apply_losses(test, {});
  CHECK(test.failure_type == "decisions_missed");
  CHECK(test.reason.starts_with("1 calls of fsync "));
}

TEST_CASE("a test that failed keeps its failure") {
  report::TestResult test = passed_with(rule("db", "write"));
  test.outcome = Outcome::fail;
  test.failure_type = "assertion";
  test.reason = "200 != 503";
  const engine::Losses lost = tests::missed(3, scratch);
  run::apply_losses(test, {lost, lost, {}, "override"});
  CHECK(test.failure_type == "assertion");
  CHECK(test.reason == "200 != 503");
  CHECK(run::test_losses(test, {lost, lost, {}, "override"}).size() == 1);
}

TEST_CASE("lost events fail a test that asks for them, and are told of in any other") {
  SUBCASE("deny() counts by counters") {
    LossyBench bench(tests::dropped(4));
    const report::TestResult test = bench.run().tests[0];
    CHECK(test.passed());
    REQUIRE(test.diagnostics.size() == 1);
    CHECK(test.diagnostics[0].code == "EVENTS_LOST");
    CHECK(test.diagnostics[0].level == Level::error);
    CHECK(test.diagnostics[0].message.starts_with("4 events were lost: "));
  }
  SUBCASE("trace() is there for its events") {
    LossyBench bench(tests::dropped(4), traced());
    const report::TestResult test = bench.run().tests[0];
    CHECK(test.failure_type == "events_lost");
    CHECK(test.reason == "4 events were lost while trace() was in force, which asks for them");
    CHECK(test.hint.starts_with("narrow the fault"));
  }
}

TEST_CASE("what was lost before a trace(), or after it, is not what the test asks for") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = bench.log.seen[1] = bench.log.seen[2] = {.matched = 1, .fired = 1};
    const auto heavy = runtime.arm({rule("db", "write")});
    engine::add_losses(bench.log.losses, tests::dropped(4));
    bench.log.lost_by_drain = tests::dropped(2);  // Found out when the trace() is armed.
    const auto light = runtime.arm({traced()});
    CHECK(runtime.disarm(*light).has_value());
    engine::add_losses(bench.log.losses, tests::dropped(3));
    CHECK(runtime.disarm(*heavy).has_value());
    return content();
  });
  const report::TestResult test = bench.run().tests[0];
  CHECK(test.passed());
  CHECK(test.losses.events_dropped == 9);
  REQUIRE(test.diagnostics.size() == 1);
  CHECK(test.diagnostics[0].message.starts_with("9 events were lost: "));
}

TEST_CASE("what the drain at a trace()'s end finds lost is what the test asks for") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = {.matched = 1, .fired = 1};
    const auto fault = runtime.arm({traced()});
    bench.log.lost_by_drain = tests::dropped(5);
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  CHECK(bench.run().tests[0].reason.starts_with("5 events were lost while trace() was in force"));
}

TEST_CASE("an event of a rule that nobody knows may be what a trace() asks for") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    bench.log.seen[0] = {.matched = 1, .fired = 1};
    const auto fault = runtime.arm({traced()});
    engine::RawEvent stray;
    stray.counter = 77;
    bench.log.events = {{stray}};
    CHECK(runtime.disarm(*fault).has_value());
    return content();
  });
  CHECK(bench.run().tests[0].failure_type == "events_lost");
}

TEST_CASE("what the last drain finds lost is of the test") {
  LossyBench bench({});
  bench.log.lost_by_drain = {};
  bench.program.bodies["test_a"] = [&](spec::Runtime& runtime) {
    bench.log.seen[0] = {.matched = 1, .fired = 1};
    CHECK(runtime.arm({rule("db", "write")}).has_value());
    bench.log.lost_by_drain = tests::dropped(5);
    return content();
  };
  const report::RunResult run = bench.run();
  CHECK(run.tests[0].losses.events_dropped == 5);
  CHECK(run.diagnostics.empty());
}

TEST_CASE("each test tells of its own losses, those of its services' end included") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  const auto lose = [&](uint64_t calls) {
    return [&bench, calls](spec::Runtime& runtime) {
      bench.log.seen[0] = bench.log.seen[1] = {.matched = 1, .fired = 1};
      const auto fault = runtime.arm({rule("db", "write")});
      engine::add_losses(bench.log.losses, tests::missed(calls, scratch));
      CHECK(runtime.disarm(*fault).has_value());
      return content();
    };
  };
  bench.program.add_test("test_a", lose(2));
  bench.program.add_test("test_b", lose(3));
  bench.log.lost_by_scope = tests::missed(1, scratch);
  const report::RunResult run = bench.run();
  REQUIRE(run.tests.size() == 2);
  CHECK(run.tests[0].losses.decisions_missed == 3);
  CHECK(run.tests[1].losses.decisions_missed == 4);
  CHECK(run.tests[1].reason.starts_with("3 decisions were missed"));
  CHECK(run.diagnostics.empty());
}

TEST_CASE("the run tells of what no test told") {
  const auto found = run::untold_losses(tests::missed(2, scratch), tests::missed(5, scratch));
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "DECISIONS_MISSED");
  CHECK(found[0].level == Level::warning);
  CHECK(found[0].message ==
        "3 decisions were missed between the tests, or in one that did not count: 3 paths not read "
        "for lack of scratch memory");
}
