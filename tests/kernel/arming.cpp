// Rules come and go a thousand times under load: from the moment that arm() or disarm() returns
// every call is decided by what is in force then, and in the end nothing is left behind.
#include <optional>
#include <thread>

#include "tests/kernel/holdings.h"
#include "tests/kernel/phase.h"
#include "tests/kernel/scale.h"
#include "tests/kernel/stage.h"

namespace mishap {
namespace {

using std::chrono::milliseconds;

/// Of what is allocated, by the second half of the rounds: a few bytes a round would be a leak.
constexpr long most_growth_kib = 16;

/// The file through which the test and the program see the phases.
class PhaseFile {
 public:
  PhaseFile() {
    const int fd = mkstemp(name_.data());
    REQUIRE(ftruncate(fd, sizeof(Phases)) == 0);
    close(fd);
    phases_ = map_phases(name_.c_str());
    REQUIRE(phases_);
  }
  ~PhaseFile() {
    munmap(phases_, sizeof(Phases));
    unlink(name_.c_str());
  }
  PhaseFile(const PhaseFile&) = delete;
  Phases* operator->() { return phases_; }
  const std::string& name() const { return name_; }

  void change() { phases_->now = ++number_ << 16 | Phases::changing; }
  /// From now on calls must get this errno; 0: they pass.
  void settle(int error_number) {
    phases_->now = ++number_ << 16 | static_cast<uint64_t>(error_number);
  }

 private:
  std::string name_ = "/tmp/mishap-phases-XXXXXX";
  Phases* phases_ = nullptr;
  uint64_t number_ = 0;
};

/// Rules that are replaced without a gap, as nested faults are.
class Faults {
 public:
  Faults(Stage& stage, PhaseFile& phases) : stage_(stage), phases_(phases) {}

  /// Replaces what is armed by one rule.
  void arm(const std::string& errno_text) {
    const plan::Rule rule = deny({"getppid"}, errno_text);
    const uint32_t counter = stage_.engine().add_counter(errno_text).value();
    const compile::ArmedRule armed[] = {{&rule, counter}};
    const auto image = compile::compile_scope(armed).value();
    phases_.change();
    REQUIRE(stage_.engine().arm(stage_.scope(), image));
    phases_.settle(rule.action.error_number);
    forget();
    counter_ = counter;
  }
  void disarm() {
    phases_.change();
    REQUIRE(stage_.engine().disarm(stage_.scope()));
    phases_.settle(0);
    forget();
  }

 private:
  /// Counters are given back only when nothing counts by them any more.
  void forget() {
    if (counter_) stage_.engine().remove_counter(*counter_);
    counter_.reset();
  }
  Stage& stage_;
  PhaseFile& phases_;
  std::optional<uint32_t> counter_;
};

/// One round: armed, replaced, taken away. The threads get a moment for calls in each phase.
void come_and_go_once(Stage& stage, Faults& faults, int round) {
  const milliseconds moment(round % 10 ? 2 : 20);
  faults.arm(round % 2 ? "EIO" : "ENOSPC");
  std::this_thread::sleep_for(moment);
  if (round % 3 == 0) faults.arm("EXDEV");
  faults.disarm();
  std::this_thread::sleep_for(moment);
  stage.engine().drain();
}

void check_phases(Stage& stage, PhaseFile& phases) {
  const engine::Losses losses = stage.engine().losses();
  const uint64_t missed = losses.decisions_missed;
  for (const engine::Loss& each : losses.causes) MESSAGE(each.count << " " << each.what);
  const uint64_t as_told = phases->as_told, passed = phases->passed, faulted = phases->faulted;
  MESSAGE(as_told << " calls as told, " << passed << " passed, " << faulted << " faulted, "
                  << missed << " missed");
  CHECK(as_told > 1000);
  CHECK(faulted == 0);
  CHECK(phases->by_other_rules == 0);
  CHECK(passed <= missed);
  if (stage.engine().mechanism() == "override" || !engine::preempts_fully()) CHECK(missed == 0);
}

/// What is held once the kernel has given back what it gives back late: programs, after a grace
/// period.
Holdings settled_holdings() {
  Holdings last = holdings();
  for (int quiet = 0; quiet < 10; quiet++) {
    std::this_thread::sleep_for(milliseconds(100));
    if (const Holdings now = holdings(); now != last) {
      last = now;
      quiet = 0;
    }
  }
  return last;
}

void come_and_go(Stage& stage, Faults& faults, int rounds) {
  for (int round = 0; round < rounds; round++) come_and_go_once(stage, faults, round);
}

TEST_SUITE("arming" * doctest::skip()) {  // Takes long: tests/soak/ runs it.
  TEST_CASE("1,000 times armed and disarmed under load: each call is decided by what is in force") {
    { const Stage first; }  // what libraries keep for good is there by now
    const std::string before = settled_holdings().text();
    {
      Stage stage;
      PhaseFile phases;
      Running running(stage.cgroup(), MISHAP_CHECKER, {phases.name(), "4"});
      Faults faults(stage, phases);
      const int rounds = static_cast<int>(part_of(1000));
      come_and_go(stage, faults, rounds / 2);
      const std::string half_way = holdings().text();
      const long allocated = allocated_kib();
      come_and_go(stage, faults, rounds / 2);
      CHECK(holdings().text() == half_way);
      CHECK(allocated_kib() - allocated < most_growth_kib);
      phases->end = true;
      REQUIRE(running.has_ended_within(std::chrono::minutes(1)));
      check_phases(stage, phases);
    }
    CHECK(settled_holdings().text() == before);
    for (const std::string& line : kernel_complaints()) FAIL_CHECK(line);
  }
}

}  // namespace
}  // namespace mishap
