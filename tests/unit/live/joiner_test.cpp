// What is told of one call twice becomes one.
#include "user/live/joiner.h"

#include <doctest/doctest.h>

#include "tests/unit/live/records.h"

using namespace mishap;
using live::Joiner;
using live::SeenCall;

namespace {

engine::RawCall call_at(int64_t begin, int64_t end, int tid = 1) {
  engine::RawCall call = tests::call("write", 0);
  call.time_ns = begin;
  call.duration_ns = end - begin;
  call.tid = tid;
  return call;
}

engine::RawEvent event_at(int64_t time, int tid = 1) {
  engine::RawEvent event = tests::event("write", 0, true);
  event.time_ns = time;
  event.tid = tid;
  return event;
}

}  // namespace

TEST_CASE("an event within a call of its thread belongs to it") {
  Joiner joiner;
  const auto seen = joiner.join({call_at(10, 20), call_at(30, 40)}, {event_at(12), event_at(31)});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].events.size() == 1);
  CHECK(seen[1].events.size() == 1);
  CHECK(joiner.rest().empty());
}

TEST_CASE("calls of other threads at the same time have nothing of it") {
  Joiner joiner;
  const auto seen = joiner.join({call_at(10, 20, 2), call_at(9, 21, 1)}, {event_at(12, 1)});
  REQUIRE(seen.size() == 2);
  CHECK(seen[0].events.empty());
  CHECK(seen[1].events.size() == 1);
}

TEST_CASE("an event waits for the end of its call") {
  Joiner joiner;
  CHECK(joiner.join({}, {event_at(12)}).empty());
  const auto seen = joiner.join({call_at(10, 99)}, {});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].events.size() == 1);
}

TEST_CASE("a call may meet several rules") {
  Joiner joiner;
  const auto seen = joiner.join({call_at(10, 20)}, {event_at(12), event_at(13)});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].events.size() == 2);
}

TEST_CASE("an event whose call was lost comes alone, before the thread's next call") {
  Joiner joiner;
  const auto seen = joiner.join({call_at(30, 40)}, {event_at(12), event_at(35)});
  REQUIRE(seen.size() == 2);
  CHECK_FALSE(seen[0].call.has_value());
  CHECK(seen[0].events.front().time_ns == 12);
  CHECK(seen[1].events.size() == 1);
}

TEST_CASE("a call that never returned has all that came after it") {
  Joiner joiner;
  engine::RawCall exit = call_at(10, 10);
  exit.returned = false;
  const auto seen = joiner.join({exit}, {event_at(12)});
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].events.size() == 1);
}

TEST_CASE("what waits in vain is told at the end") {
  Joiner joiner;
  CHECK(joiner.join({}, {event_at(12, 1), event_at(13, 2)}).empty());
  CHECK(joiner.rest().size() == 2);
  CHECK(joiner.rest().empty());
}
