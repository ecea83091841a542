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

/// The places in which the calls of one run failed.
Hits run(Stage& stage, uint64_t how_many, uint64_t calls) {
  Armed armed(stage.engine(), stage.scope(), {sometimes()});
  REQUIRE(armed.error() == "");
  const Hits hits = stage.load("threads", how_many, calls, {"call", std::to_string(SYS_getppid)});
  CHECK(armed.counters(0).fired == sum_of(hits));
  stage.check_matched(armed.counters(0).matched, how_many * calls);
  return hits;
}

TEST_SUITE("replay" * doctest::skip()) {  // Takes long: tests/soak/ runs it.
  TEST_CASE("one seed: 20 runs fail in the same places, and 20 of eight threads as often") {
    const uint64_t calls = part_of(80'000);
    Stage stage(5);
    const Hits first = run(stage, 1, calls);
    CHECK(first.size() > calls * 28 / 100);
    CHECK(first.size() < calls * 32 / 100);
    for (int i = 1; i < runs; i++) CHECK((run(stage, 1, calls) == first));
    for (int i = 0; i < runs; i++)
      CHECK(sum_of(run(stage, threads, calls / threads)) == first.size());
  }

  TEST_CASE("another engine with the same seed decides the same, one with another doesn't") {
    const uint64_t calls = 2000;
    const auto with_seed = [&](uint64_t seed) {
      Stage stage(seed);
      return run(stage, 1, calls);
    };
    const Hits first = with_seed(5);
    CHECK((with_seed(5) == first));
    CHECK((with_seed(6) != first));
  }
}

}  // namespace
}  // namespace mishap
