// at="exit" for calls that block long: every one of hundreds of readers is told, or counted as
// missed; and rules that go while calls are in flight tell nobody.
#include <filesystem>
#include <fstream>

#include "tests/kernel/puppet.h"
#include "tests/kernel/rules.h"

namespace mishap {
namespace {

plan::Rule failing_reads() {
  plan::Rule rule = deny({"read"}, "EIO");
  rule.where.descriptor = {.kind = plan::DescriptorPredicate::Kind::pipe};
  rule.action.at = plan::Moment::exit;
  return rule;
}

/// How many threads of the process wait in read.
uint64_t blocked_readers(int pid) {
  uint64_t blocked = 0;
  for (const auto& task :
       std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    std::string number;
    std::ifstream(task.path() / "syscall") >> number;
    blocked += number == "0";
  }
  return blocked;
}

/// Threads that block in read, and what became of them.
class Crowd {
 public:
  explicit Crowd(uint64_t readers)
      : readers_(readers),
        cgroup_(system::Cgroup::create("returns").value()),
        engine_(open_engine()),
        scope_(engine_->add_scope(cgroup_.id(), cgroup_.path()).value()),
        program_(cgroup_, MISHAP_READERS, {std::to_string(readers)}) {
    program_.round();
  }

  /// Starts them, under the rules that are armed by now, and waits until all block.
  void block() {
    program_.round();
    const int pid = cgroup_.processes().at(0);
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
    while (blocked_readers(pid) < readers_) {
      REQUIRE(std::chrono::steady_clock::now() < deadline);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  }
  /// Gives each its byte.
  void serve() { program_.round(); }
  uint64_t told() { return static_cast<uint64_t>(program_.board().results[0]); }
  uint64_t served() { return static_cast<uint64_t>(program_.board().results[1]); }
  engine::Engine& engine() { return *engine_; }
  engine::ScopeId scope() const { return scope_; }

 private:
  uint64_t readers_;
  system::Cgroup cgroup_;
  std::unique_ptr<engine::Engine> engine_;
  engine::ScopeId scope_;
  Puppet program_;
};

/// Whether this kernel changes what calls return; if not, arming must have said why.
bool is_armed(const Armed& armed) {
  if (armed.error() == "") return true;
  REQUIRE(armed.error().find("bpf_override_return") != std::string::npos);
  MESSAGE("refused: " << armed.error());
  return false;
}

void check_all_told(uint64_t readers) {
  Crowd crowd(readers);
  Armed armed(crowd.engine(), crowd.scope(), {failing_reads()});
  if (!is_armed(armed)) return;
  crowd.block();
  crowd.serve();
  REQUIRE(crowd.engine().disarm(crowd.scope()));

  const uint64_t missed = crowd.engine().losses().decisions_missed;
  MESSAGE(readers << " blocked readers by " << crowd.engine().mechanism() << ": " << crowd.told()
                  << " told, " << missed << " missed");
  CHECK(crowd.told() + crowd.served() == readers);
  CHECK(crowd.told() + missed == readers);
  CHECK(crowd.told() > readers / 2);
  CHECK(armed.counters(0).unfinished == 0);
}

void check_none_told_after_disarming(uint64_t readers) {
  Crowd crowd(readers);
  Armed armed(crowd.engine(), crowd.scope(), {failing_reads()});
  if (!is_armed(armed)) return;
  crowd.block();
  REQUIRE(crowd.engine().disarm(crowd.scope()));
  const engine::Counters counted = armed.counters(0);
  crowd.serve();

  const uint64_t missed = crowd.engine().losses().decisions_missed;
  CHECK(crowd.told() == 0);
  CHECK(crowd.served() == readers);
  CHECK(counted.fired + missed == readers);
  CHECK(counted.unfinished == counted.fired);
}

TEST_SUITE("returns" * doctest::skip()) {  // Takes long: tests/soak/ runs it.
  TEST_CASE("500 readers that block under at=exit are all told, or counted as missed") {
    check_all_told(500);
  }

  TEST_CASE("so are 2,000") {
    check_all_told(2000);
  }

  TEST_CASE("of 500 readers whose rule goes while they block, none is told, all are counted") {
    check_none_told_after_disarming(500);
  }
}

}  // namespace
}  // namespace mishap
