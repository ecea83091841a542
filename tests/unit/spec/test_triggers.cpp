// nth=, after=, every=, times= and when= of deny(), and io_uring= of service().
#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"

namespace mishap::spec {
namespace {

constexpr uint64_t no_limit = UINT64_MAX;

std::string with_fault(const std::string& arguments) {
  return std::string(two_services) + "a = fault_assumption('a', target = db, write = deny('EIO', " +
         arguments + "))\n";
}

plan::Rule rule(const std::string& arguments) {
  return LoadedSpec(with_fault(arguments)).assumption("a").rules.at(0);
}

std::string error(const std::string& arguments) {
  return load_error(with_fault(arguments));
}

}  // namespace

TEST_CASE("a trigger is part of the rule") {
  CHECK(rule("nth = 3").trigger == plan::Trigger{3, 3, 1, no_limit});
  CHECK(rule("after = 2, times = 5").trigger == plan::Trigger{3, no_limit, 1, 5});
  CHECK(rule("when = '3..9+2'").trigger == plan::Trigger{3, 9, 2, no_limit});
  CHECK(rule("label = 'x'").trigger.always());
  CHECK(rule("nth = None").trigger.always());
}

TEST_CASE("a trigger goes with a probability") {
  const plan::Rule both = rule("every = 2, probability = '50%'");
  CHECK(both.trigger.step == 2);
  CHECK(both.probability == 0.5);
}

TEST_CASE("bad triggers are told at the term") {
  CHECK(error("nth = 0") == "spec.star:5:60: error: deny: nth must be at least 1, not 0");
  CHECK(error("nth = 3, every = 2") ==
        "spec.star:5:69: error: deny: nth= and every= exclude each other");
  CHECK(error("nth = 3, times = 2") ==
        "spec.star:5:69: error: deny: nth= and times= exclude each other");
  CHECK(error("when = '3', after = 2") ==
        "spec.star:5:60: error: deny: after= and when= exclude each other");
  CHECK(error("when = '3-5'") ==
        "spec.star:5:60: error: deny: when=\"3-5\" is not of the form first..last+step");
  CHECK(error("nth = '3'") ==
        "spec.star:5:60: error: deny: nth must be an int or None, not string \"3\"");
  CHECK(error("nth = 9223372036854775808") ==
        "spec.star:5:60: error: deny: nth must be at least 1 and fit in 64 bits (signed), not "
        "9223372036854775808");
  CHECK(error("when = '3..99999999999999999999'") ==
        "spec.star:5:60: error: deny: when=\"3..99999999999999999999\": 99999999999999999999 does "
        "not fit in 64 bits");
}

TEST_CASE("a fault prints as it is written") {
  FakeRuntime runtime;
  LoadedSpec spec(std::string(two_services) +
                  "def test_print():\n"
                  "    print(deny('EIO', nth = 3), deny('EIO', label = 'x', times = 2, "
                  "probability = 0.5), op(['write'], size = "
                  "'>4K'))\n");
  spec.run("test_print", runtime);
  CHECK(runtime.log ==
        std::vector<std::string>{
            "print deny(\"EIO\", nth=3) deny(\"EIO\", label=\"x\", times=2, probability=0.5) <op "
            "write writev pwrite64 pwritev pwritev2 size=\">4K\">"});
}

TEST_CASE("io_uring is for a service to allow") {
  LoadedSpec spec(
      "service('a', 'b', io_uring = 'allow')\nservice('b', 'b', io_uring = 'deny')\n"
      "service('c', 'b')\n");
  CHECK(spec.plan().service("a")->allows_io_uring);
  CHECK_FALSE(spec.plan().service("b")->allows_io_uring);
  CHECK_FALSE(spec.plan().service("c")->allows_io_uring);
}

}  // namespace mishap::spec
