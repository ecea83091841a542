// Counts by which triggers go are exact on any number of CPUs: eight threads make their calls at
// once, and what they were told is compared with what must come of it, call by call.
#include <algorithm>
#include <filesystem>

#include <sys/syscall.h>

#include "tests/kernel/scale.h"
#include "tests/kernel/stage.h"

namespace mishap {
namespace {

constexpr uint64_t threads = 8, calls = 1'000'000;

plan::Rule failing(const std::string& syscall, plan::Trigger trigger) {
  plan::Rule rule = deny({syscall}, "EIO");
  rule.trigger = trigger;
  return rule;
}

/// Has eight threads make `each` calls under one rule; what must have fired, from what reached the
/// rule.
template <typename Expected>
void check_shared_count(const plan::Rule& rule, long number, uint64_t each, Expected expected) {
  Stage stage;
  Armed armed(stage.engine(), stage.scope(), {rule});
  REQUIRE(armed.error() == "");
  const Hits hits = stage.load("threads", threads, each, {"call", std::to_string(number)});
  const engine::Counters counted = armed.counters(0);
  stage.check_matched(counted.matched, threads * each);
  CHECK(counted.fired == expected(counted.matched));
  CHECK(sum_of(hits) == counted.fired);
}

/// Every `step`-th place below `calls`, so many times each.
Hits every(uint64_t step, uint64_t below, uint64_t times) {
  Hits hits;
  for (uint64_t place = step - 1; place < below; place += step) hits[place] = times;
  return hits;
}

/// For counts that are kept apart: the program was told EIO in just these places. Where calls were
/// missed, the places shift, and what is certain is that told is what fired.
void check_places(Stage& stage, const Armed& armed, const Hits& hits, uint64_t made,
                  const Hits& expected) {
  const engine::Counters counted = armed.counters(0);
  stage.check_matched(counted.matched, made);
  CHECK(sum_of(hits) == counted.fired);
  if (counted.matched < made) return;
  CHECK(counted.fired == sum_of(expected));
  CHECK((hits == expected));
}

TEST_SUITE("exactness" * doctest::skip()) {  // Takes long: tests/soak/ runs it.
  TEST_CASE("nth=7777777 of 8 threads' 8,000,000 calls fires once") {
    const uint64_t nth = 7'777'777;
    check_shared_count(failing("getppid", {.first = nth, .last = nth}), SYS_getppid, calls,
                       [](uint64_t matched) { return matched >= nth ? 1 : 0; });
  }

  TEST_CASE("every=1000 of 8 threads' calls fires on each thousandth") {
    check_shared_count(failing("umask", {.first = 1000, .step = 1000}), SYS_umask, part_of(calls),
                       [](uint64_t matched) { return matched / 1000; });
  }

  TEST_CASE("times=5 fires five times, however many threads come at once") {
    check_shared_count(failing("getpgid", {.times = 5}), SYS_getpgid, part_of(calls),
                       [](uint64_t) { return 5; });
  }

  TEST_CASE("after and times together: the five calls that come after the first 50,000") {
    check_shared_count(failing("getsid", {.first = 50'001, .times = 5}), SYS_getsid, part_of(calls),
                       [](uint64_t) { return 5; });
  }

  TEST_CASE("per=thread counts each thread's calls by themselves") {
    Stage stage;
    Armed armed(stage.engine(), stage.scope(),
                {failing("getppid", {.first = 100, .step = 100, .per = plan::Per::thread})});
    REQUIRE(armed.error() == "");
    const uint64_t each = part_of(100'000);
    const Hits hits = stage.load("threads", threads, each, {"call", std::to_string(SYS_getppid)});
    check_places(stage, armed, hits, threads * each, every(100, each, threads));
  }

  TEST_CASE("per=process counts each process's calls by themselves") {
    Stage stage;
    Armed armed(stage.engine(), stage.scope(),
                {failing("getppid", {.first = 100, .step = 100, .per = plan::Per::process})});
    REQUIRE(armed.error() == "");
    const uint64_t each = part_of(100'000);
    const Hits hits = stage.load("processes", threads, each, {"call", std::to_string(SYS_getppid)});
    check_places(stage, armed, hits, threads * each, every(100, each, threads));
  }

  TEST_CASE("per=process counts the calls of a process's threads together") {
    Stage stage;
    Armed armed(stage.engine(), stage.scope(),
                {failing("getppid", {.first = 1000, .step = 1000, .per = plan::Per::process})});
    REQUIRE(armed.error() == "");
    const uint64_t each = part_of(100'000);
    const Hits hits = stage.load("threads", threads, each, {"call", std::to_string(SYS_getppid)});
    const engine::Counters counted = armed.counters(0);
    stage.check_matched(counted.matched, threads * each);
    CHECK(counted.fired == counted.matched / 1000);
    CHECK(sum_of(hits) == counted.fired);
  }

  TEST_CASE("per=fd counts each open file from 1, also where the last one's address was used") {
    Stage stage;
    plan::Rule rule = failing("write", {.first = 10, .step = 10, .per = plan::Per::fd});
    rule.where.globs = {"/tmp/mishap-exactness-*"};
    Armed armed(stage.engine(), stage.scope(), {rule});
    REQUIRE(armed.error() == "");
    const uint64_t opens = part_of(2000), each = 25;
    const std::string file = "/tmp/mishap-exactness-fd";
    const Hits hits = stage.load("threads", threads, each, {"reopen", file, std::to_string(opens)});
    std::filesystem::remove(file);
    check_places(stage, armed, hits, threads * opens * each, every(10, each, threads * opens));
  }

  TEST_CASE("per=fd counts the calls of threads on one open file together") {
    Stage stage;
    plan::Rule rule = failing("write", {.first = 1000, .step = 1000, .per = plan::Per::fd});
    rule.where.globs = {"/tmp/mishap-exactness-*"};
    Armed armed(stage.engine(), stage.scope(), {rule});
    REQUIRE(armed.error() == "");
    const uint64_t each = part_of(20'000);
    const std::string files[] = {"/tmp/mishap-exactness-a", "/tmp/mishap-exactness-b"};
    const Hits hits = stage.load("threads", threads, each, {"write", files[0], files[1]});
    for (const std::string& file : files) std::filesystem::remove(file);
    const engine::Counters counted = armed.counters(0);
    stage.check_matched(counted.matched, threads * each);
    CHECK(sum_of(hits) == counted.fired);
    if (counted.matched == threads * each) CHECK(counted.fired == 2 * (threads * each / 2 / 1000));
  }

  TEST_CASE("per=path counts by name, whatever open file it is reached through") {
    Stage stage;
    plan::Rule rule = failing("write", {.first = 1000, .step = 1000, .per = plan::Per::path});
    rule.where.globs = {"/tmp/mishap-exactness-*"};
    Armed armed(stage.engine(), stage.scope(), {rule});
    REQUIRE(armed.error() == "");
    const uint64_t opens = part_of(1000), each = 25;
    uint64_t told = 0;
    for (const std::string file : {"/tmp/mishap-exactness-a", "/tmp/mishap-exactness-b"}) {
      told += sum_of(stage.load("threads", threads, each, {"reopen", file, std::to_string(opens)}));
      std::filesystem::remove(file);
    }
    const uint64_t of_each = threads * opens * each;
    const engine::Counters counted = armed.counters(0);
    stage.check_matched(counted.matched, 2 * of_each);
    CHECK(told == counted.fired);
    if (counted.matched == 2 * of_each) CHECK(counted.fired == 2 * (of_each / 1000));
  }
}

}  // namespace
}  // namespace mishap
