// What is said of a fault that never fired.
#include <doctest/doctest.h>

#include "tests/unit/run/fakes.h"
#include "user/run/why_unfired.h"

using namespace mishap;

namespace {

report::RuleResult unfired(uint64_t matched = 0) {
  report::RuleResult result;
  result.rule = fakes::rule("db", "write");
  result.armings = 1;
  result.matched = matched;
  return result;
}

std::string why(const report::RuleResult& result) {
  report::TestResult test;
  test.rules = {result};
  return run::why_unfired(test, test.rules[0]);
}

}  // namespace

TEST_CASE("a trigger that was not reached says how many calls there were") {
  report::RuleResult result = unfired(2);
  result.rule.trigger = {3, 3, 1, UINT64_MAX};
  CHECK(why(result) == "it matched 2 calls, so nth=3 was not reached");
  result.matched = 1;
  result.rule.trigger = {6, UINT64_MAX, 1, UINT64_MAX};
  CHECK(why(result) == "it matched 1 call, so after=5 was not reached");
}

TEST_CASE("counts kept apart may not be reached though all calls together are enough") {
  report::RuleResult result = unfired(9);
  result.rule.trigger = {3, 3, 1, UINT64_MAX, plan::Per::fd};
  CHECK(why(result) == "it matched 9 calls, so nth=3, per=fd was not reached");
}

TEST_CASE("an allow() before it has decided, a trace() has not") {
  report::TestResult test;
  test.rules = {unfired(2), unfired()};
  test.rules[0].fired = 2;
  trace::Event event;
  event.kind = trace::EventKind::fault_applied;
  event.rule = 1;
  test.events = {event};
  event.kind = trace::EventKind::syscall;
  event.service = "db";
  event.syscall = "write";
  event.rule = 0;
  event.decision = trace::Decision::fired;
  event.action.kind = plan::ActionKind::allow;
  test.events.push_back(event);
  CHECK(run::why_unfired(test, test.rules[1]) ==
        "write was armed before it and decided calls of the same syscalls (2 hits)");
  test.events[1].action.kind = plan::ActionKind::trace;
  CHECK(run::why_unfired(test, test.rules[1]) ==
        "calls that other rules saw: write; none of them met this one");
}

TEST_CASE("calls that never returned were told nothing") {
  report::RuleResult result = unfired(2);
  result.rule.action.at = plan::Moment::exit;
  result.fired = result.unfinished = 2;
  CHECK_FALSE(result.took_effect());
  CHECK(why(result) ==
        "2 calls that it was to fail had not returned when it was taken away, or a signal came "
        "first");
}

TEST_CASE("probability held back what the trigger admitted") {
  report::RuleResult result = unfired(5);
  result.rule.probability = 0.1;
  CHECK(why(result) == "5 calls reached it, and its probability of 0.1 held all of them back");
  result.rule.trigger = {2, UINT64_MAX, 2, UINT64_MAX};
  CHECK(why(result) ==
        "5 calls reached it, and its probability of 0.1 held all that every=2 admits back");
}

TEST_CASE("the predicates that no call met are named") {
  report::RuleResult result = unfired();
  CHECK(why(result) == "while it was installed, db made no call of write");
  plan::Predicates& where = result.rule.where;
  where.size = plan::SizeRange{4096, UINT64_MAX};
  where.size_text = ">=4096";
  CHECK(why(result) == "while it was installed, db made no call of write with size >=4096");
  where.peers = {plan::Peer{}};
  where.peer_text = "web.main";
  where.descriptor = plan::DescriptorPredicate{plan::DescriptorPredicate::Kind::socket, 0};
  CHECK(why(result) ==
        "while it was installed, db made no call of write with peer web.main, fd socket, size "
        ">=4096");
  where.globs = {"/a", "/b"};
  CHECK(why(result) ==
        "while it was installed, db made no call of write on a path that matches /a, /b, with peer "
        "web.main, fd socket, size >=4096");
}

TEST_CASE("what could not be read is named") {
  report::RuleResult result = unfired();
  result.path_unknown = 2;
  result.rule.where.globs = {"/a"};
  CHECK(why(result) == "2 calls had a path that could not be read, so it did not apply to them");
  result.rule.where.peers = {plan::Peer{}};
  CHECK(why(result) ==
        "2 calls had a path or peer that could not be read, so it did not apply to them");
}

TEST_CASE("a trigger counts anew in each arming") {
  report::RuleResult result = unfired(6);
  result.armings = 3;
  result.rule.trigger = {3, 3, 1, UINT64_MAX};
  CHECK(why(result) ==
        "it matched 6 calls in 3 armings, counted anew in each, so nth=3 was not reached");
  result.rule.probability = 0.5;
  CHECK(why(result) ==
        "6 calls in 3 armings, counted anew in each, met it: nth=3 was not reached, or its "
        "probability of 0.5 held back what that admits");
  result.matched = 2;
  CHECK(why(result) ==
        "it matched 2 calls in 3 armings, counted anew in each, so nth=3 was not reached");
  result.matched = 7;  // One arming had three of them at least.
  CHECK(why(result) ==
        "7 calls in 3 armings, counted anew in each, reached it, and its probability of 0.5 held "
        "all that nth=3 admits back");
}

TEST_CASE("without a trigger armings make no difference") {
  report::RuleResult result = unfired(6);
  result.armings = 3;
  result.rule.probability = 0.5;
  CHECK(why(result) == "6 calls reached it, and its probability of 0.5 held all of them back");
}

TEST_CASE("probability is not blamed where counts kept apart may not have been reached") {
  report::RuleResult result = unfired(9);
  result.rule.probability = 0.5;
  result.rule.trigger = {3, 3, 1, UINT64_MAX, plan::Per::fd};
  CHECK(why(result) ==
        "9 calls met it: nth=3, per=fd was not reached, or its probability of 0.5 held back what "
        "that admits");
}

TEST_CASE("skipped calls whose success could not be told are no matter of the trigger") {
  report::RuleResult result = unfired(2);
  result.rule.syscalls = {"write", "writev"};
  result.rule.action = {plan::ActionKind::skip};
  SUBCASE("the vectors were not in memory") {
    result.path_unknown = 2;
    CHECK(why(result) == "2 calls had a size that could not be read, so it did not apply to them");
    result.rule.where.globs = {"/a"};
    CHECK(why(result) ==
          "2 calls had a path or size that could not be read, so it did not apply to them");
    result.rule.trigger = {2, 2, 1, UINT64_MAX};
    CHECK(why(result).starts_with("2 calls had a path or size "));
  }
  SUBCASE("they can only fail") {
    CHECK(why(result) == "calls that can only fail reached it, and skip() leaves those alone");
    result.path_unknown = 1;
    CHECK(why(result) ==
          "calls that can only fail reached it, and skip() leaves those alone; 1 call had a size "
          "that could not be read, so it did not apply to them");
  }
  SUBCASE("its trigger was not reached either") {
    result.rule.trigger = {3, 3, 1, UINT64_MAX};
    CHECK(why(result) == "it matched 2 calls, so nth=3 was not reached");
  }
}

TEST_CASE("both are told when some calls were held back and others could not be read") {
  report::RuleResult result = unfired(2);
  result.rule.trigger = {3, 3, 1, UINT64_MAX};
  result.rule.where.globs = {"/a"};
  result.path_unknown = 5;
  CHECK(why(result) ==
        "it matched 2 calls, so nth=3 was not reached; 5 calls had a path that could not be read, "
        "so it did not apply to them");
}

TEST_CASE("what is read of a call to skip it is a size only where vectors tell it") {
  plan::Rule rule = fakes::rule("db", "writev");
  rule.action = {plan::ActionKind::skip};
  CHECK(run::read_from_memory(rule) == "size");
  rule.syscalls = {"write", "fsync"};
  rule.where.globs = {"/a"};
  CHECK(run::read_from_memory(rule) == "path");
}
