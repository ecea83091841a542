// The text report, byte for byte where the format is promised.
#include <cerrno>

#include <doctest/doctest.h>

#include "user/report/matrix_table.h"
#include "user/report/rule_text.h"
#include "user/report/summary.h"
#include "user/report/test_block.h"
#include "user/report/trace_block.h"

using namespace mishap;

namespace {

trace::Event denied(uint64_t seq, const char* op, const char* syscall, const char* label) {
  trace::Event event;
  event.seq = seq;
  event.service = "inventory";
  event.op = op;
  event.syscall = syscall;
  event.label = label;
  event.decision = trace::Decision::fired;
  event.action.error_number = EIO;
  return event;
}

report::RuleResult wal_rule(uint64_t fired) {
  report::RuleResult result;
  result.rule.service = "inventory";
  result.rule.keyword = "wal_write";
  result.rule.op = "wal_write";
  result.rule.syscalls = {"write", "fsync"};
  result.rule.where.globs = {"/tmp/*.wal"};
  result.rule.action.error_number = EIO;
  result.rule.label = "WAL broken";
  result.matched = result.fired = fired;
  return result;
}

report::TestResult cell(const char* scenario, const char* fault, report::Outcome outcome,
                        double ms) {
  report::TestResult test;
  test.test.name = std::string("test_matrix_") + scenario + "_" + fault;
  test.test.kind = plan::TestKind::matrix_cell;
  test.test.scenario = scenario;
  test.test.assumptions = {fault};
  test.test.matrix = 0;
  test.outcome = outcome;
  test.duration_ms = ms;
  if (outcome != report::Outcome::pass) test.reason = "expected failure under fault";
  return test;
}

report::RunResult matrix_run() {
  using report::Outcome;
  report::RunResult run;
  run.spec = "chapter12.star";
  run.seed = 42;
  run.matrices.push_back(
      {{"place_order", "check_inventory"}, {"persist_broken", "wal_broken"}, {}, {}});
  run.tests = {cell("check_inventory", "persist_broken", Outcome::pass, 5208),
               cell("check_inventory", "wal_broken", Outcome::fail, 12),
               cell("place_order", "persist_broken", Outcome::pass, 5213),
               cell("place_order", "wal_broken", Outcome::pass, 230)};
  return run;
}

}  // namespace

TEST_CASE("the trace line has the chapter's bytes") {
  CHECK(report::trace_line(denied(48, "persist", "write", "persist broken")) ==
        "    #48  inventory    persist(write)    deny(EIO)  [persist broken]\n");
  CHECK(report::trace_line(denied(49, "persist", "fsync", "persist broken")) ==
        "    #49  inventory    persist(fsync)    deny(EIO)  [persist broken]\n");
}

TEST_CASE("a raw syscall's line names the syscall alone") {
  CHECK(report::trace_line(denied(7, "", "fsync", "")) ==
        "    #7  inventory    fsync             deny(EIO)\n");
}

TEST_CASE("the path follows the label when the rule asks for one") {
  trace::Event event = denied(57, "wal_write", "write", "WAL broken");
  event.path = "/tmp/inventory.wal";
  CHECK(report::trace_line(event) ==
        "    #57  inventory    wal_write(write)  deny(EIO)  [WAL broken]\n");
  event.path_filtered = true;
  CHECK(report::trace_line(event) ==
        "    #57  inventory    wal_write(write)  deny(EIO)  [WAL broken]  /tmp/inventory.wal\n");
}

TEST_CASE("a path can't break the line that it stands in") {
  trace::Event event = denied(7, "", "write", "");
  event.path_filtered = true;
  event.path = "/tmp/a\nb\xff\\\x1b \u00e4";
  CHECK(report::trace_line(event) ==
        "    #7  inventory    write             deny(EIO)  /tmp/a\\nb\\xff\\\\\\x1b \u00e4\n");
}

TEST_CASE("a rule tells its trigger and its predicates") {
  plan::Rule rule = wal_rule(1).rule;
  CHECK(report::rule_text(rule) ==
        "wal_write=deny(EIO) \u2192 filter:[write,fsync] path=\"/tmp/*.wal\" label=\"WAL broken\"");
  rule.trigger = {3, 3, 1, UINT64_MAX};
  rule.where.size = plan::SizeRange{4097, UINT64_MAX};
  rule.where.size_text = ">4K";
  CHECK(report::rule_text(rule) ==
        "wal_write=deny(EIO, nth=3) \u2192 filter:[write,fsync] path=\"/tmp/*.wal\" size=\">4K\" "
        "label=\"WAL broken\"");
  rule.trigger = {2, UINT64_MAX, 2, UINT64_MAX};
  rule.probability = 0.2;
  CHECK(report::action_text(rule) == "deny(EIO, every=2, probability=0.2)");
}

TEST_CASE("an action is told with its moment, its trigger and who counts") {
  plan::Rule rule = wal_rule(1).rule;
  rule.action.at = plan::Moment::exit;
  rule.trigger = {3, 3, 1, UINT64_MAX, plan::Per::fd};
  CHECK(report::action_text(rule) == "deny(EIO, at=exit, nth=3, per=fd)");
  rule.action = {.kind = plan::ActionKind::skip};
  rule.trigger = {};
  CHECK(report::action_text(rule) == "skip()");
  rule.probability = 0.5;
  CHECK(report::keyword_text(rule) == "wal_write=skip(probability=0.5)");
}

TEST_CASE("the trace lists what trace() asks for, but not what allow() let by") {
  trace::Event traced = denied(1, "", "openat", "opens");
  traced.action = {.kind = plan::ActionKind::trace};
  trace::Event allowed = denied(2, "", "write", "");
  allowed.action = {.kind = plan::ActionKind::allow};
  trace::Event skipped = denied(3, "", "write", "");
  skipped.action = {.kind = plan::ActionKind::skip};
  skipped.value = 512;
  CHECK(report::trace_block({traced, allowed, skipped}, false) ==
        "  syscall trace (3 events):\n"
        "    #1  inventory    openat            trace  [opens]\n"
        "    #3  inventory    write             skip() -> 512\n");
}

TEST_CASE("a call that was held up says for how long") {
  trace::Event event = denied(1, "", "write", "");
  event.duration_ms = 500;
  CHECK(report::trace_line(event) ==
        "    #1  inventory    write             deny(EIO)  (+500ms)\n");
}

TEST_CASE("the header counts all syscall events, the list has those that did not simply pass") {
  trace::Event held = denied(2, "", "write", "");
  held.decision = trace::Decision::held_back;
  trace::Event step;
  step.kind = trace::EventKind::step_send;
  const std::vector<trace::Event> events = {step, held, denied(3, "", "write", "")};
  CHECK(report::trace_block(events, false) ==
        "  syscall trace (2 events):\n"
        "    #3  inventory    write             deny(EIO)\n");
  CHECK(report::trace_block({step}, false).empty());
}

TEST_CASE("the block of a test that passed: verdict, trace, rules with their own hits") {
  report::RunResult run;
  run.seed = 42;
  report::TestResult test;
  test.test.name = "test_wal_failure";
  test.duration_ms = 231.4;
  test.events = {denied(48, "wal_write", "write", "WAL broken")};
  test.rules = {wal_rule(1)};
  CHECK(report::test_block(run, test, {}) ==
        "\n--- PASS: test_wal_failure (231ms, seed=42) ---\n"
        "  syscall trace (1 events):\n"
        "    #48  inventory    wal_write(write)  deny(EIO)  [WAL broken]\n"
        "  fault rule on inventory: wal_write=deny(EIO) → filter:[write,fsync] path=\"/tmp/*.wal\" "
        "label=\"WAL broken\" (1 hits)\n");
}

TEST_CASE("the block of a test that failed: reason, place, replay and the services' last output") {
  report::RunResult run;
  run.spec = "my specs/shop.star";
  run.seed = 7;
  report::TestResult test;
  test.test.name = "test_order";
  test.outcome = report::Outcome::fail;
  test.reason = "assert_eq failed: 200 != 409";
  test.place = {"shop.star", 12, 3};
  test.services = {{"inventory", 5, 1.0, "exit code 3", "one\ntwo\n"}};
  CHECK(report::test_block(run, test, {}) ==
        "\n--- FAIL: test_order (0ms, seed=7) ---\n"
        "  reason: assert_eq failed: 200 != 409\n"
        "  at: shop.star:12:3\n"
        "  replay: mishap test 'my specs/shop.star' --test test_order --seed 7\n"
        "  service inventory ended during the test: exit code 3\n"
        "  last output of inventory:\n"
        "    | one\n"
        "    | two\n");
}

TEST_CASE("a rule says what its hits don't, when there is anything") {
  report::TestResult test;
  test.test.name = "test_x";
  test.rules = {wal_rule(2)};
  test.rules[0].matched = 5002;
  test.rules[0].held_back_untold = 4000;
  test.rules[0].unfinished = 1;
  test.rules[0].path_unknown = 7;
  CHECK(report::test_block({}, test, {})
            .ends_with("(2 hits, 5000 held back, 4000 of them not in the trace, 1 told nothing "
                       "since they did not return or a signal came first, 7 undecided)\n"));
}

TEST_CASE("the syscall summary doesn't pass off the calls of the trace as all there were") {
  report::TestResult test;
  test.test.name = "test_x";
  test.outcome = report::Outcome::fail;
  test.events = {denied(1, "wal_write", "write", "")};
  test.rules = {wal_rule(1)};
  const std::string all = "    inventory    1 total, 1 faulted  [write:1]\n";
  CHECK(report::test_block({}, test, {}).contains(all));
  test.rules[0].matched = 4001;
  test.rules[0].held_back_untold = 4000;
  const std::string most =
      "    inventory    4001 total, 1 faulted  [write:1 not in the trace:4000]\n";
  CHECK(report::test_block({}, test, {}).contains(most));
}

TEST_CASE("a cell whose decisions were missed fails in the table and in the totals") {
  report::RunResult run = matrix_run();
  run.tests[0].outcome = report::Outcome::fail;
  run.tests[0].failure_type = "decisions_missed";
  run.tests[0].reason = "2 decisions were missed";
  const std::string text = report::summary(run, {});
  CHECK(text.contains("  check_inventory × persist_broken: 2 decisions were missed\n"));
  CHECK(text.ends_with("\n2 passed, 2 failed\n"));
}

TEST_CASE("a test that could not say is no PASS") {
  report::TestResult test;
  test.test.name = "test_x";
  test.outcome = report::Outcome::error;
  test.reason = "time is up";
  CHECK(report::test_block({}, test, {}).find("--- ERROR: test_x") != std::string::npos);
}

TEST_CASE("an error with its excerpt does not tell place and hint a second time") {
  report::TestResult test;
  test.test.name = "test_x";
  test.outcome = report::Outcome::error;
  test.reason = "`x` is not defined";
  test.place = {"a.star", 1, 2};
  test.hint = "define it";
  const std::string bare = report::test_block({}, test, {});
  CHECK(bare.find("  at: a.star:1:2\n  hint: define it\n") != std::string::npos);
  test.detail = "a.star:1:2: error: `x` is not defined\nnote: define it";
  const std::string full = report::test_block({}, test, {});
  CHECK(full.find("    a.star:1:2: error") != std::string::npos);
  CHECK(full.find("  at: ") == std::string::npos);
  CHECK(full.find("  hint: ") == std::string::npos);
}

TEST_CASE("the matrix table keeps the column rule, trailing blanks included") {
  CHECK(report::matrix_table(matrix_run(), 0, {}) ==
        "\nFault Matrix: 2 scenarios × 2 faults = 4 cells\n"
        "                 │ persist_broken  │ wal_broken      \n"
        "─────────────────┼─────────────────┼─────────────────\n"
        "check_inventory  │ PASS (5208ms)   │ FAIL            \n"
        "place_order      │ PASS (5213ms)   │ PASS (230ms)    \n"
        "\nResult: 3/4 passed, 1 failed\n"
        "Failures:\n"
        "  check_inventory × wal_broken: expected failure under fault\n");
}

TEST_CASE("narrow names: the first column is 10 wide, the others 14") {
  report::RunResult run;
  run.matrices.push_back({{"a"}, {"b", "c"}, {{"a", "c"}}, {}});
  run.tests = {cell("a", "b", report::Outcome::pass, 1)};
  CHECK(report::matrix_table(run, 0, {}) ==
        "\nFault Matrix: 1 scenarios × 2 faults = 1 cells (1 excluded)\n"
        "          │ b             │ c             \n"
        "──────────┼───────────────┼───────────────\n"
        "a         │ PASS (1ms)    │ — (excluded)  \n"
        "\nResult: 1/1 passed\n");
}

TEST_CASE("a matrix without a cell that ran has no table") {
  report::RunResult run = matrix_run();
  run.tests.clear();
  CHECK(report::matrix_table(run, 0, {}).empty());
}

TEST_CASE("cells that passed are told by the table alone") {
  const report::RunResult run = matrix_run();
  CHECK_FALSE(report::has_block(run.tests[0], {}));
  CHECK(report::has_block(run.tests[1], {}));
  CHECK(report::has_block(run.tests[0], {.verbose = true}));
}

TEST_CASE("the summary ends with the totals, diagnostics come before") {
  report::RunResult run;
  report::TestResult test;
  test.test.name = "test_x";
  test.diagnostics = {{report::Level::warning, "FAULT_NOT_FIRED",
                       "write fault on 'inventory' was installed but never fired", "look again", "",
                       ""}};
  run.tests = {test};
  CHECK(report::summary(run, {}) ==
        "\nWARNING: [FAULT_NOT_FIRED] test_x: write fault on 'inventory' was installed but never "
        "fired\n"
        "  look again\n"
        "\n1 passed, 0 failed\n");
}

TEST_CASE("errors and tests that never ran are in the totals") {
  report::RunResult run;
  run.tests.resize(2);
  run.tests[1].outcome = report::Outcome::error;
  run.not_run = {"test_z"};
  run.interrupted = true;
  CHECK(report::summary(run, {}) == "\n1 passed, 0 failed, 1 error, 1 not run (interrupted)\n");
}

TEST_CASE("the first line says which engine and mechanism decide") {
  CHECK(report::engine_line({"bpf", "fmod_ret", "the kernel does not preempt inside BPF"}) ==
        "engine: bpf, mechanism fmod_ret (the kernel does not preempt inside BPF)\n");
  CHECK(report::engine_line({}) == "engine: none, no fault injected so far\n");
}

TEST_CASE("colour surrounds the verdict and nothing else") {
  report::TestResult test;
  test.test.name = "test_x";
  CHECK(report::test_block({}, test, {.color = true})
            .starts_with("\n--- \x1b[32mPASS\x1b[0m: test_x"));
}

TEST_CASE("a replay repeats a mechanism that was asked for") {
  report::RunResult run;
  run.spec = "a.star";
  run.seed = 3;
  run.requested_mechanism = "override";
  CHECK(report::replay_command(run, "test_x") ==
        "mishap test a.star --test test_x --seed 3 --mechanism override");
}
