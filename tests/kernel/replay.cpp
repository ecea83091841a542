// The same seed gives the same decisions: whether the i-th call that reaches a rule fires depends
// on the seed, the rule and i alone, not on who makes it.
#include <sys/syscall.h>

#include "tests/kernel/scale.h"
#include "tests/kernel/stage.h"

namespace mishap {
namespace {

constexpr uint64_t threads = 8;
constexpr int runs = 20;

plan::Rule sometimes() {
  plan::Rule rule = deny({"getppid"}, "EIO");
  rule.probability = 0.3;
  return rule;
}

struct Run {
  Hits places;  ///< In which calls failed.
  uint64_t matched = 0;
};

Run run(Stage& stage, uint64_t how_many, uint64_t calls) {
  Armed armed(stage.engine(), stage.scope(), {sometimes()});
  REQUIRE(armed.error() == "");
  const uint64_t missed_before = stage.engine().losses().decisions_missed;
  Run run = {.places =
                 stage.load("threads", how_many, calls, {"call", std::to_string(SYS_getppid)})};
  run.matched = armed.counters(0).matched;
  CHECK(armed.counters(0).fired == sum_of(run.places));
  CHECK(run.matched + stage.engine().losses().decisions_missed - missed_before >= how_many * calls);
  return run;
}

/// A run of one thread in which no call was missed: its places are the indexes that fire.
Hits fired_indexes(Stage& stage, uint64_t calls) {
  for (int i = 0; i < runs; i++)
    if (const Run complete = run(stage, 1, calls); complete.matched == calls)
      return complete.places;
  FAIL("calls were missed in each of " << runs << " runs");
  return {};
}

uint64_t below(const Hits& places, uint64_t end) {
  return static_cast<uint64_t>(std::distance(places.begin(), places.lower_bound(end)));
}

TEST_SUITE("replay" * doctest::skip()) {  // Takes long: tests/soak/ runs it.
  TEST_CASE("one seed: 20 runs fail in the same places, 20 of eight threads as often") {
    const uint64_t calls = part_of(80'000);
    Stage stage(5);
    const Hits first = fired_indexes(stage, calls);
    CHECK(first.size() > calls * 28 / 100);
    CHECK(first.size() < calls * 32 / 100);
    for (int i = 1; i < runs; i++) CHECK((fired_indexes(stage, calls) == first));
    // Who makes the n-th call differs from run to run, and calls may be missed; what fires doesn't.
    for (int i = 0; i < runs; i++) {
      const Run crowd = run(stage, threads, calls / threads);
      CHECK(sum_of(crowd.places) == below(first, crowd.matched));
    }
  }

  TEST_CASE("another engine with the same seed decides the same, one with another doesn't") {
    const uint64_t calls = 2000;
    const auto with_seed = [&](uint64_t seed) {
      Stage stage(seed);
      return fired_indexes(stage, calls);
    };
    const Hits first = with_seed(5);
    CHECK((with_seed(5) == first));
    CHECK((with_seed(6) != first));
  }
}

}  // namespace
}  // namespace mishap
