// nth=, after=, every=, times=, when= and per=.
#include <doctest/doctest.h>

#include "user/plan/trigger.h"

namespace mishap::plan {
namespace {

constexpr uint64_t no_limit = UINT64_MAX;

Trigger when(std::string_view text) {
  const auto trigger = parse_when(text);
  REQUIRE_MESSAGE(trigger.has_value(), text);
  return *trigger;
}

std::string problem(std::string_view text) {
  const auto trigger = parse_when(text);
  REQUIRE_FALSE_MESSAGE(trigger.has_value(), text);
  return trigger.error().message;
}

Trigger terms(std::initializer_list<std::pair<std::string_view, int64_t>> given) {
  TriggerTerms terms;
  for (const auto& [name, count] : given) REQUIRE(terms.add(name, count).has_value());
  return terms.finish().value();
}

}  // namespace

TEST_CASE("each term says which calls it admits") {
  CHECK(terms({}).always());
  CHECK(terms({{"nth", 3}}) == Trigger{3, 3, 1, no_limit});
  CHECK(terms({{"after", 2}}) == Trigger{3, no_limit, 1, no_limit});
  CHECK(terms({{"every", 4}}) == Trigger{4, no_limit, 4, no_limit});
  CHECK(terms({{"times", 5}}) == Trigger{1, no_limit, 1, 5});
  CHECK(terms({{"after", 2}, {"times", 5}}) == Trigger{3, no_limit, 1, 5});
  CHECK(terms({{"times", 5}, {"every", 2}}) == Trigger{2, no_limit, 2, 5});
}

TEST_CASE("terms that exclude each other name both") {
  TriggerTerms nth;
  REQUIRE(nth.add("nth", 3).has_value());
  CHECK(nth.add("every", 3).error().message == "nth= and every= exclude each other");
  CHECK(nth.add("times", 3).error().message == "nth= and times= exclude each other");
  TriggerTerms times;
  REQUIRE(times.add("times", 3).has_value());
  CHECK(times.add("nth", 3).error().message == "nth= and times= exclude each other");
  CHECK(times.add_when("3..9").has_value());
  CHECK(times.add("after", 1).error().message == "when= and after= exclude each other");
  CHECK(times.finish().value() == Trigger{3, 9, 1, 3});
}

TEST_CASE("no term is given twice") {
  TriggerTerms terms;
  REQUIRE(terms.add("times", 2).has_value());
  CHECK(terms.add("times", 3).error().message == "times= is given twice");
  REQUIRE(terms.add_when("3..").has_value());
  CHECK(terms.add_when("4..").error().message == "when= is given twice");
  CHECK(terms.finish().value() == Trigger{3, no_limit, 1, 2});
  TriggerTerms nth;
  REQUIRE(nth.add("nth", 3).has_value());
  CHECK(nth.add("nth", 3).error().message == "nth= is given twice");
}

TEST_CASE("counts begin at 1") {
  CHECK(TriggerTerms().add("nth", 0).error().message == "nth must be at least 1, not 0");
  CHECK(TriggerTerms().add("times", -2).error().message == "times must be at least 1, not -2");
}

TEST_CASE("per= says whose calls are counted together") {
  TriggerTerms terms;
  REQUIRE(terms.add_per("fd").has_value());
  REQUIRE(terms.add("nth", 3).has_value());
  CHECK(terms.finish().value() == Trigger{3, 3, 1, no_limit, Per::fd});
  CHECK(terms.add_per("thread").error().message == "per= is given twice");
}

TEST_CASE("per= is one of four, and needs something that counts") {
  CHECK(TriggerTerms().add_per("file").error().message ==
        "per=\"file\" is none of process, thread, fd, path");
  TriggerTerms alone;
  REQUIRE(alone.add_per("path").has_value());
  CHECK(alone.finish().error().message ==
        "per=\"path\" needs one of nth, after, every, times or when");
}

TEST_CASE("who counts does not matter to what fires always") {
  TriggerTerms terms;
  REQUIRE(terms.add_per("fd").has_value());
  REQUIRE(terms.add("every", 1).has_value());
  CHECK(terms.finish().value().always());
}

TEST_CASE("when= is read as strace does") {
  CHECK(when("3") == Trigger{3, 3, 1, no_limit});
  CHECK(when("3..") == Trigger{3, no_limit, 1, no_limit});
  CHECK(when("3..7") == Trigger{3, 7, 1, no_limit});
  CHECK(when("3+2") == Trigger{3, no_limit, 2, no_limit});
  CHECK(when("3..+2") == Trigger{3, no_limit, 2, no_limit});
  CHECK(when("3..9+2") == Trigger{3, 9, 2, no_limit});
}

TEST_CASE("what is no when= is told") {
  for (const std::string_view bad :
       {"", "x", "-1", "3.7", "3..x", "3+", "3..9+", "3 ", "+2", "..7"})
    CHECK(problem(bad).find("is not of the form first..last+step") != std::string::npos);
  CHECK(problem("0..3") == "when=\"0..3\": calls are counted from 1");
  CHECK(problem("1+0") == "when=\"1+0\": a step must be at least 1");
  CHECK(problem("7..3") == "when=\"7..3\" ends before it begins");
}

TEST_CASE("a number in when= that is too big is told as that") {
  CHECK(problem("99999999999999999999") ==
        "when=\"99999999999999999999\": 99999999999999999999 does not fit in 64 bits");
  CHECK(problem("3..18446744073709551616+2") ==
        "when=\"3..18446744073709551616+2\": 18446744073709551616 does not fit in 64 bits");
  CHECK(problem("3+18446744073709551616") ==
        "when=\"3+18446744073709551616\": 18446744073709551616 does not fit in 64 bits");
  CHECK(when("3..18446744073709551614").last == 18446744073709551614U);
}

TEST_CASE("a trigger is told in the words that make it again") {
  const auto again = [](const std::string& text) { return trigger_text(when(text)); };
  CHECK(trigger_text({}).empty());
  CHECK(trigger_text(terms({{"nth", 3}})) == "nth=3");
  CHECK(trigger_text(terms({{"after", 2}})) == "after=2");
  CHECK(trigger_text(terms({{"every", 4}, {"times", 2}})) == "every=4, times=2");
  CHECK(trigger_text(terms({{"times", 2}})) == "times=2");
  CHECK(again("1..") == "");
  CHECK(trigger_text({3, 3, 1, no_limit, Per::thread}) == "nth=3, per=thread");
  CHECK(trigger_text({1, no_limit, 1, 2, Per::path}) == "times=2, per=path");
  CHECK(again("3..7") == "when=\"3..7\"");
  CHECK(again("3+2") == "when=\"3+2\"");
  CHECK(again("3..9+2") == "when=\"3..9+2\"");
  CHECK(again("1..9") == "when=\"1..9\"");
}

}  // namespace mishap::plan
