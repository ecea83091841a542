// The order and the numbers that a trace gives to events from several sources.
#include "user/trace/trace.h"

#include <cerrno>
#include <csignal>

#include <doctest/doctest.h>

#include "user/trace/syscall_event.h"

using namespace mishap;
using trace::Event;
using trace::EventKind;

namespace {

Event at(int64_t time, EventKind kind) {
  Event event;
  event.time_ns = time;
  event.kind = kind;
  return event;
}

}  // namespace

TEST_CASE("a barrier merges sources by time and numbers all kinds together from 1") {
  trace::Trace trace;
  trace.add(at(30, EventKind::step_recv));
  trace.add(at(10, EventKind::step_send));
  trace.add(at(20, EventKind::syscall));
  trace.barrier();
  REQUIRE(trace.events().size() == 3);
  CHECK(trace.events()[0].kind == EventKind::step_send);
  CHECK(trace.events()[1].kind == EventKind::syscall);
  CHECK(trace.events()[2].kind == EventKind::step_recv);
  CHECK(trace.events()[0].seq == 1);
  CHECK(trace.events()[2].seq == 3);
}

TEST_CASE("events of the same nanosecond keep the order in which they were added") {
  trace::Trace trace;
  trace.add(at(5, EventKind::fault_removed));
  trace.add(at(5, EventKind::fault_applied));
  trace.barrier();
  CHECK(trace.events()[0].kind == EventKind::fault_removed);
}

TEST_CASE("an event that comes late does not renumber those already seen") {
  trace::Trace trace;
  trace.add(at(100, EventKind::step_recv));
  trace.barrier();
  trace.add(at(50, EventKind::service_exited));
  trace.barrier();
  CHECK(trace.events()[0].kind == EventKind::step_recv);
  CHECK(trace.events()[0].seq == 1);
  CHECK(trace.events()[1].seq == 2);
  CHECK(trace.events()[1].time_ns == 50);
}

TEST_CASE("nothing is visible before the barrier") {
  trace::Trace trace;
  trace.add(at(1, EventKind::syscall));
  CHECK(trace.events().empty());
}

TEST_CASE("taking the events starts the numbers anew") {
  trace::Trace trace;
  trace.add(at(1, EventKind::syscall));
  trace.barrier();
  CHECK(trace.take().size() == 1);
  trace.add(at(2, EventKind::syscall));
  trace.barrier();
  CHECK(trace.events()[0].seq == 1);
}

TEST_CASE("a raw event is told in the words of its rule") {
  plan::Rule rule;
  rule.service = "inventory";
  rule.op = "wal_write";
  rule.label = "WAL broken";
  rule.where.globs = {"/tmp/*.wal"};
  rule.action.error_number = EIO;
  engine::RawEvent raw;
  raw.syscall = 1;
  raw.fired = true;
  raw.value = -EIO;
  raw.path = "/tmp/inventory.wal";
  const Event event = trace::syscall_event(raw, rule, 2);
  CHECK(trace::call_text(event) == "wal_write(write)");
  CHECK(trace::decision_text(event) == "deny(EIO)");
  CHECK(event.service == "inventory");
  CHECK(event.path_filtered);
  CHECK(event.rule == 2);
  CHECK_FALSE(trace::simply_passed(event));
}

TEST_CASE("a unix peer's name is shown like a path, an address is not") {
  plan::Rule rule;
  rule.where.peers = {plan::Peer{}};
  CHECK_FALSE(trace::syscall_event({}, rule, 0).path_filtered);
  rule.where.peers.front().kind = plan::Peer::Kind::unix_path;
  CHECK(trace::syscall_event({}, rule, 0).path_filtered);
}

TEST_CASE("a call of 32-bit code has its native name, and is marked") {
  engine::RawEvent raw;
  raw.syscall = 1;
  raw.compat = true;
  const Event event = trace::syscall_event(raw, plan::Rule{}, 0);
  CHECK(event.syscall == "write");
  CHECK(event.compat);
}

TEST_CASE("what became of a call is told in the words of its action") {
  using plan::ActionKind;
  const auto told = [](const plan::Action& action) {
    plan::Rule rule;
    rule.action = action;
    engine::RawEvent raw;
    raw.fired = true;
    raw.value = 512;
    return trace::decision_text(trace::syscall_event(raw, rule, 0));
  };
  CHECK(told({.kind = ActionKind::deny, .error_number = EIO, .at = plan::Moment::exit}) ==
        "deny(EIO, at=exit)");
  CHECK(told({.kind = ActionKind::returns, .value = 0}) == "returns(0)");
  CHECK(told({.kind = ActionKind::skip}) == "skip() -> 512");
  CHECK(told({.kind = ActionKind::crash, .signal = SIGKILL}) == "crash(SIGKILL)");
  CHECK(told({.kind = ActionKind::crash, .signal = SIGTERM, .at = plan::Moment::exit}) ==
        "crash(SIGTERM, at=exit)");
  CHECK(told({.kind = ActionKind::allow}) == "allow");
  CHECK(told({.kind = ActionKind::trace}) == "trace");
}

TEST_CASE("allow() and trace() let calls simply pass, and trace() lists them") {
  plan::Rule rule;
  engine::RawEvent raw;
  raw.fired = true;
  rule.action.kind = plan::ActionKind::allow;
  CHECK(trace::decided(trace::syscall_event(raw, rule, 0)));
  CHECK(trace::simply_passed(trace::syscall_event(raw, rule, 0)));
  CHECK_FALSE(trace::is_listed(trace::syscall_event(raw, rule, 0)));
  rule.action.kind = plan::ActionKind::trace;
  CHECK_FALSE(trace::decided(trace::syscall_event(raw, rule, 0)));
  CHECK(trace::simply_passed(trace::syscall_event(raw, rule, 0)));
  CHECK(trace::is_listed(trace::syscall_event(raw, rule, 0)));
  raw.fired = false;
  CHECK_FALSE(trace::is_listed(trace::syscall_event(raw, rule, 0)));
  rule.action.kind = plan::ActionKind::skip;
  CHECK(trace::simply_passed(trace::syscall_event(raw, rule, 0)));
}

TEST_CASE("a call that probability spared simply passed") {
  engine::RawEvent raw;
  raw.syscall = 74;
  const Event event = trace::syscall_event(raw, plan::Rule{}, 0);
  CHECK(trace::call_text(event) == "fsync");
  CHECK(trace::decision_text(event) == "held back");
  CHECK(trace::simply_passed(event));
}
