// The calls that make processes and start programs: denied when named, and as ever when not. Their
// return paths are unlike those of other calls, so each has a test.
#include <cerrno>

#include "tests/kernel/puppet.h"
#include "tests/kernel/rules.h"

namespace mishap {
namespace {

/// A program that makes processes in one way, in a cgroup of its own.
class Nursery {
 public:
  explicit Nursery(const std::string& way)
      : cgroup_(system::Cgroup::create("births").value()),
        engine_(open_engine()),
        scope_(engine_->add_scope(cgroup_.id(), cgroup_.path()).value()),
        parent_(cgroup_, MISHAP_START_ONE, {way}) {}

  /// 0 when the new process ran, else why it was not made.
  int outcome() {
    parent_.round();
    return static_cast<int>(parent_.board().results[0]);
  }
  /// The same with a rule armed.
  int outcome_under(plan::Rule rule) {
    Armed armed(*engine_, scope_, {std::move(rule)});
    REQUIRE(armed.error() == "");
    const int outcome = this->outcome();
    fired_ = armed.counters(0).fired;
    return outcome;
  }
  uint64_t fired() const { return fired_; }

 private:
  system::Cgroup cgroup_;
  std::unique_ptr<engine::Engine> engine_;
  engine::ScopeId scope_;
  Puppet parent_;
  uint64_t fired_ = 0;
};

TEST_SUITE("hooks") {
  TEST_CASE("vfork is denied when named, works in the next call") {
    Nursery nursery("vfork");
    REQUIRE(nursery.outcome() == 0);
    CHECK(nursery.outcome_under(deny({"vfork"}, "EAGAIN")) == EAGAIN);
    CHECK(nursery.fired() == 1);
    CHECK(nursery.outcome() == 0);
  }

  TEST_CASE("clone3 is denied when named, works in the next call") {
    Nursery nursery("clone3");
    REQUIRE(nursery.outcome() == 0);
    CHECK(nursery.outcome_under(deny({"clone3"}, "ENOMEM")) == ENOMEM);
    CHECK(nursery.fired() == 1);
    CHECK(nursery.outcome() == 0);
  }

  TEST_CASE("execve of a matching file is denied, works in the next call") {
    Nursery nursery("/bin/true");
    REQUIRE(nursery.outcome() == 0);
    CHECK(nursery.outcome_under(deny({"execve"}, "EACCES", {"/bin/t*"})) == EACCES);
    CHECK(nursery.fired() == 1);
    CHECK(nursery.outcome() == 0);
  }

  TEST_CASE("other ways to make a process, and other files, are let alone") {
    Nursery nursery("/bin/true");
    REQUIRE(nursery.outcome() == 0);
    CHECK(nursery.outcome_under(deny({"vfork", "clone3"}, "EAGAIN")) == 0);
    CHECK(nursery.outcome_under(deny({"execve"}, "EACCES", {"/bin/false"})) == 0);
    CHECK(nursery.fired() == 0);
  }
}

}  // namespace
}  // namespace mishap
