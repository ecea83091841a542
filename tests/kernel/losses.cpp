// Events that nobody has room for are dropped, and counted to the last one: what is delivered and
// what is dropped add up to what was offered.
#include <sys/syscall.h>

#include "tests/kernel/scale.h"
#include "tests/kernel/stage.h"

namespace mishap {
namespace {

constexpr uint64_t threads = 4;

plan::Rule traced() {
  plan::Rule rule = deny({"getppid"}, "EIO");
  rule.action = {.kind = plan::ActionKind::trace};
  return rule;
}

/// Has `offered` calls make an event each, for a reader who looks every `pause` (0: at the end).
/// Returns how many events were dropped.
uint64_t check_account(uint64_t offered, std::chrono::milliseconds pause) {
  Stage stage;
  Armed armed(stage.engine(), stage.scope(), {traced()});
  REQUIRE(armed.error() == "");
  Running running =
      stage.start("threads", threads, offered / threads, {"call", std::to_string(SYS_getppid)});
  uint64_t delivered = 0;
  if (pause.count())
    while (!running.has_ended_within(pause)) delivered += stage.engine().drain().size();
  CHECK(running.hits().empty());
  delivered += stage.engine().drain().size();

  const uint64_t dropped = stage.engine().losses().events_dropped;
  const engine::Counters counted = armed.counters(0);
  MESSAGE(offered << " offered, " << delivered << " delivered, " << dropped << " dropped");
  stage.check_matched(counted.matched, offered);
  CHECK(counted.fired == counted.matched);
  CHECK(delivered + dropped == counted.fired);
  return dropped;
}

TEST_SUITE("losses" * doctest::skip()) {  // Takes long: tests/soak/ runs it.
  TEST_CASE("10,000,000 events for a reader who looks at the end: delivered + dropped = offered") {
    CHECK(check_account(part_of(10'000'000), {}) > 0);
  }

  TEST_CASE("the same for one who looks now and then") {
    check_account(part_of(2'000'000), std::chrono::milliseconds(300));
  }
}

}  // namespace
}  // namespace mishap
