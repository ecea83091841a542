// The JSON report: what later tools read.
#include <cerrno>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include "user/report/json_report.h"

using namespace mishap;
using nlohmann::json;

namespace {

report::RunResult sample() {
  report::TestResult test;
  test.test.name = "test_wal_failure";
  test.test.kind = plan::TestKind::fault_scenario;
  test.test.scenario = "place_order";
  test.test.assumptions = {"wal_broken"};
  test.outcome = report::Outcome::fail;
  test.failure_type = "expectation";
  test.reason = "no";
  test.place = {"a.star", 3, 9};
  report::RuleResult rule;
  rule.rule.service = "inventory";
  rule.rule.keyword = rule.rule.op = "wal_write";
  rule.rule.syscalls = {"write"};
  rule.rule.where.globs = {"/tmp/*.wal"};
  rule.rule.action.error_number = ENOSPC;
  rule.armings = 1;
  rule.matched = 5;
  rule.fired = 3;
  rule.held_back_untold = 1;
  test.rules = {rule};
  trace::Event event;
  event.seq = 4;
  event.service = "inventory";
  event.syscall = "write";
  event.op = "wal_write";
  event.decision = trace::Decision::fired;
  event.action.error_number = ENOSPC;
  event.path = "/tmp/\xff.wal";
  event.rule = 0;
  event.args[0] = ~UINT64_C(0);
  test.events = {event};
  report::RunResult run;
  run.spec = "a.star";
  run.seed = 42;
  run.tests = {test};
  run.losses.events_dropped = 2;
  return run;
}

}  // namespace

TEST_CASE("the document names its schema and the totals") {
  const json document = json::parse(report::json_report(sample()));
  CHECK(document["schema"] == "mishap-results/1");
  CHECK(document["fail"] == 1);
  CHECK(document["pass"] == 0);
  CHECK(document["engine"].is_null());
  CHECK(document["seed_source"] == "generated");
  CHECK(document["losses"]["events_dropped"] == 2);
}

TEST_CASE("a test has its result, the reason, and how to run it again") {
  const json test = json::parse(report::json_report(sample()))["tests"][0];
  CHECK(test["result"] == "fail");
  CHECK(test["failure_type"] == "expectation");
  CHECK(test["place"]["line"] == 3);
  CHECK(test["kind"] == "fault_scenario");
  CHECK(test["replay_command"] == "mishap test a.star --test test_wal_failure --seed 42");
}

TEST_CASE("a rule has counters of its own") {
  const json fault = json::parse(report::json_report(sample()))["tests"][0]["faults"][0];
  CHECK(fault["action"] == "deny");
  CHECK(fault["errno"] == "ENOSPC");
  CHECK(fault["at"] == "entry");
  CHECK(fault["matched"] == 5);
  CHECK(fault["fired"] == 3);
  CHECK(fault["held_back"] == 2);
  CHECK(fault["held_back_untold"] == 1);
  CHECK(fault["unfinished"] == 0);
  CHECK(fault["path_unknown"] == 0);
}

TEST_CASE("a test has its own losses, a service the calls that no rule applied to") {
  report::RunResult run = sample();
  run.tests[0].losses = {
      0, 3, {{engine::Loss::Of::decisions, 3, "calls passed by the guard", true}}};
  run.tests[0].services = {{"inventory", 5, 1.0, "", ""}, {"web", 6, 1.0, "", ""}};
  run.tests[0].services[0].calls_passed = 120;
  const json test = json::parse(report::json_report(run))["tests"][0];
  CHECK(test["losses"] == json{{"events_dropped", 0},
                               {"decisions_missed", 3},
                               {"bypassed", 0},
                               {"detail", "3 calls passed by the guard"}});
  CHECK(test["services"][0]["calls_passed"] == 120);
  CHECK_FALSE(test["services"][1].contains("calls_passed"));
}

TEST_CASE("what went past faults is told of each fault, each test and the run") {
  report::RunResult run = sample();
  run.tests[0].rules[0].bypassed = {{23, 12}, {200, 1}};  // WRITE, and one not known.
  run.tests[0].bypassed = {{23, 12}, {200, 1}};
  run.tests.push_back(run.tests[0]);
  run.tests[1].bypassed = {{3, 4}};
  const json document = json::parse(report::json_report(run));
  CHECK(document["tests"][0]["faults"][0]["bypassed"] == json{{"WRITE", 12}, {"200", 1}});
  CHECK(document["tests"][0]["losses"]["bypassed"] == 13);
  CHECK(document["tests"][1]["losses"]["bypassed"] == 4);
  CHECK(document["losses"]["bypassed"] == 17);
}

TEST_CASE("a rule's predicates and trigger are told when it has any") {
  report::RunResult run = sample();
  plan::Rule& rule = run.tests[0].rules[0].rule;
  const json plain = json::parse(report::json_report(run))["tests"][0]["faults"][0];
  for (const char* field : {"peer", "fd", "size", "trigger"}) CHECK_FALSE(plain.contains(field));
  rule.where.peers = {plan::Peer{}};
  rule.where.peer_text = "10.0.0.0/8";
  rule.where.descriptor = plan::DescriptorPredicate{plan::DescriptorPredicate::Kind::socket, 0};
  rule.where.size = plan::SizeRange{1, 2};
  rule.where.size_text = "1..2";
  rule.trigger = {3, 9, 2, UINT64_MAX};
  const json fault = json::parse(report::json_report(run))["tests"][0]["faults"][0];
  CHECK(fault["peer"] == "10.0.0.0/8");
  CHECK(fault["fd"] == "socket");
  CHECK(fault["size"] == "1..2");
  CHECK(fault["trigger"] ==
        json{{"text", "when=\"3..9+2\""}, {"first", 3}, {"last", 9}, {"step", 2}});
}

TEST_CASE("an action has the fields that belong to it") {
  report::RunResult run = sample();
  const auto fault = [&](const plan::Action& action) {
    run.tests[0].rules[0].rule.action = action;
    return json::parse(report::json_report(run))["tests"][0]["faults"][0];
  };
  using plan::ActionKind;
  const json crash = fault({.kind = ActionKind::crash, .signal = 15, .at = plan::Moment::exit});
  CHECK(crash["action"] == "crash");
  CHECK(crash["signal"] == "SIGTERM");
  CHECK(crash["at"] == "exit");
  CHECK_FALSE(crash.contains("errno"));
  const json returns = fault({.kind = ActionKind::returns, .value = INT64_MIN});
  CHECK(returns["value"] == INT64_MIN);
  CHECK_FALSE(returns.contains("at"));
  CHECK(fault({.kind = ActionKind::skip})["action"] == "skip");
}

TEST_CASE("an event has what its caller was told, if its rule fired") {
  report::RunResult run = sample();
  trace::Event& event = run.tests[0].events[0];
  const auto told = [&] { return json::parse(report::json_report(run))["tests"][0]["events"][0]; };
  CHECK(told()["errno"] == "ENOSPC");
  event.action = {.kind = plan::ActionKind::skip};
  event.value = 512;
  CHECK(told()["decision"] == "skip() -> 512");
  CHECK(told()["value"] == 512);
  event.decision = trace::Decision::held_back;
  CHECK(told()["action"] == "skip");
  CHECK(told()["fired"] == false);
  CHECK_FALSE(told().contains("value"));
}

TEST_CASE("a trigger tells whose calls it counts together") {
  report::RunResult run = sample();
  run.tests[0].rules[0].rule.trigger = {3, 3, 1, UINT64_MAX, plan::Per::thread};
  const json fault = json::parse(report::json_report(run))["tests"][0]["faults"][0];
  CHECK(fault["trigger"]["per"] == "thread");
  CHECK(fault["trigger"]["text"] == "nth=3, per=thread");
}

TEST_CASE("an event tells when 32-bit code made the call") {
  report::RunResult run = sample();
  CHECK_FALSE(json::parse(report::json_report(run))["tests"][0]["events"][0].contains("abi"));
  run.tests[0].events[0].compat = true;
  CHECK(json::parse(report::json_report(run))["tests"][0]["events"][0]["abi"] == "i386");
}

TEST_CASE("an event keeps 64-bit arguments and survives bytes that are not UTF-8") {
  const json event = json::parse(report::json_report(sample()))["tests"][0]["events"][0];
  CHECK(event["type"] == "syscall");
  CHECK(event["decision"] == "deny(ENOSPC)");
  CHECK(event["fired"] == true);
  CHECK(event["args"][0] == "0xffffffffffffffff");
  CHECK(event["path"] == "/tmp/\xef\xbf\xbd.wal");
}

TEST_CASE("syscalls are summed up by service") {
  report::RunResult run = sample();
  report::RuleResult& rule = run.tests[0].rules[0];
  rule.matched = rule.fired = 1;
  rule.held_back_untold = 0;
  const json summary = json::parse(report::json_report(run))["tests"][0]["syscall_summary"];
  CHECK(summary["inventory"] == json{{"total", 1}, {"faulted", 1}, {"breakdown", {{"write", 1}}}});
}

TEST_CASE("where calls have no event, the summary has the totals of the counters and says so") {
  const json summary = json::parse(report::json_report(sample()))["tests"][0]["syscall_summary"];
  CHECK(summary["inventory"] ==
        json{{"total", 5}, {"faulted", 3}, {"breakdown", {{"write", 1}}}, {"untold", 4}});
}

TEST_CASE("a run that was given up says why") {
  report::RunResult run = sample();
  run.gave_up = Error{"port 5432 is in use", "stop it", {}, "PORT_IN_USE"};
  run.not_run = {"test_z"};
  const json document = json::parse(report::json_report(run));
  CHECK(document["gave_up"]["code"] == "PORT_IN_USE");
  CHECK(document["gave_up"]["hint"] == "stop it");
  CHECK(document["not_run"][0] == "test_z");
}

TEST_CASE("a matrix lists its cells with their results") {
  report::RunResult run = sample();
  run.matrices.push_back(
      {{"place_order"}, {"wal_broken", "other"}, {{"place_order", "other"}}, {}});
  run.tests[0].test.matrix = 0;
  const json matrix = json::parse(report::json_report(run))["matrices"][0];
  CHECK(matrix["cells"][0]["fault"] == "wal_broken");
  CHECK(matrix["cells"][0]["result"] == "fail");
  CHECK(matrix["excluded"][0]["fault"] == "other");
  CHECK(matrix["failed"] == 1);
}
