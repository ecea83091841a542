// The whole table of syscalls on a real kernel: what is named fires, what is not named doesn't. A
// program makes every call raw; all of them are denied in every round, by different rules, so that
// none is ever carried out, whatever it would do.
#include <algorithm>
#include <map>
#include <set>

#include "tests/kernel/puppet.h"
#include "tests/kernel/rules.h"
#include "user/engine/bpf/kernel_symbols.h"

namespace mishap {
namespace {

using Numbers = std::vector<uint16_t>;

/// Hooks all that can be hooked. A kernel lacks some calls, by its version or its configuration;
/// one such call makes the whole of attach() fail, so halves are tried. (The override mechanism
/// makes a link of each attach(), which costs 100 ms in the end: one by one would take long.)
void attach(engine::Engine& engine, std::span<const uint16_t> calls, Numbers& hooked,
            Numbers& missing) {
  if (calls.empty()) return;
  if (engine.attach(calls)) {
    hooked.insert(hooked.end(), calls.begin(), calls.end());
  } else if (calls.size() == 1) {
    missing.push_back(calls[0]);
  } else {
    attach(engine, calls.first(calls.size() / 2), hooked, missing);
    attach(engine, calls.subspan(calls.size() / 2), hooked, missing);
  }
}

std::string name_of(uint16_t number) {
  return std::string(plan::find_syscall(number)->name);
}

std::vector<std::string> names_of(const Numbers& numbers) {
  std::vector<std::string> names;
  for (const uint16_t number : numbers) names.push_back(name_of(number));
  return names;
}

/// A part of the table for fmod_ret, where every hook is a program and a link of its own, and all
/// of them together take minutes: what families name, and every sixteenth besides. Calls without
/// arguments are all in, since their kernel functions are unlike the others.
bool is_in_sample(const plan::Syscall& call, int index) {
  static const std::set<std::string_view> without_arguments = {
      "sched_yield", "pause",   "getpid", "getuid",  "getgid", "geteuid",    "getegid",
      "getppid",     "getpgrp", "setsid", "vhangup", "sync",   "munlockall", "gettid"};
  return index % 16 == 0 || without_arguments.contains(call.name) ||
         std::ranges::any_of(plan::families(), [&](const plan::Family& family) {
           return std::ranges::find(family.members, call.name) != family.members.end();
         });
}

/// A program in a cgroup that makes every call that can be hooked.
class WholeTable {
 public:
  WholeTable()
      : cgroup_(system::Cgroup::create("table").value()),
        engine_(open_engine()),
        scope_(engine_->add_scope(cgroup_.id(), cgroup_.path()).value()),
        program_(cgroup_, MISHAP_CALL_ALL, {}) {
    program_.round();  // nothing wanted yet: it is past its start then
    Numbers wanted;
    int index = 0;
    for (const plan::Syscall& call : plan::all_syscalls())
      if (!plan::refusal(call.name) &&
          (engine_->mechanism() == "override" || is_in_sample(call, index++)))
        wanted.push_back(call.number);
    attach(*engine_, wanted, hooked_, missing_);
  }

  const Numbers& hooked() const { return hooked_; }
  const Numbers& missing() const { return missing_; }
  bool is_hooked(const plan::Syscall* call) const {
    return call && std::ranges::find(hooked_, call->number) != hooked_.end();
  }
  engine::Engine& engine() { return *engine_; }
  engine::ScopeId scope() const { return scope_; }

  /// Makes these calls once, under rules that have to deny them all.
  void call(const Numbers& numbers, bool compat = false) {
    Board& board = program_.board();
    board.compat = compat;
    std::ranges::fill(board.wanted, false);
    std::ranges::fill(board.results, 0);
    for (const uint16_t number : numbers) board.wanted[number] = true;
    program_.round();
  }
  /// What the call returned.
  int64_t result(uint16_t number) { return program_.board().results[number]; }

 private:
  system::Cgroup cgroup_;
  std::unique_ptr<engine::Engine> engine_;
  engine::ScopeId scope_;
  Puppet program_;
  Numbers hooked_, missing_;
};

int own_errno(uint16_t number) {
  return 1000 + number;
}

/// A rule for each hooked call with an errno of its own: if another's rule fired, it would show.
std::vector<plan::Rule> rule_for_each(const WholeTable& table) {
  std::vector<plan::Rule> rules;
  for (const uint16_t number : table.hooked()) {
    rules.push_back(deny({name_of(number)}, "EIO"));
    rules.back().action.error_number = own_errno(number);
  }
  return rules;
}

std::map<uint16_t, int> events_by_syscall(engine::Engine& engine) {
  std::map<uint16_t, int> events;
  for (const engine::RawEvent& event : engine.drain()) events[event.syscall]++;
  return events;
}

void check_single_names(WholeTable& table) {
  Armed armed(table.engine(), table.scope(), rule_for_each(table));
  REQUIRE(armed.error() == "");
  table.engine().drain();
  table.call(table.hooked());

  auto events = events_by_syscall(table.engine());
  for (size_t i = 0; i < table.hooked().size(); i++) {
    const uint16_t number = table.hooked()[i];
    CAPTURE(name_of(number));
    CHECK(table.result(number) == -own_errno(number));
    CHECK(armed.counters(i).matched == 1);
    CHECK(armed.counters(i).fired == 1);
    CHECK(events[number] == 1);
  }
}

/// The same for 32-bit calls, which have the errno of their native one. What this kernel lacks
/// gives ENOSYS, as nothing else does here.
void check_compat_names(WholeTable& table) {
  Armed armed(table.engine(), table.scope(), rule_for_each(table));
  REQUIRE(armed.error() == "");
  const auto gaps = table.engine().gaps();
  REQUIRE_MESSAGE(gaps.empty(), gaps.front());
  Numbers numbers;
  std::map<uint16_t, int> calls_of;
  for (const plan::CompatCall& call : plan::compat_calls())
    if (table.is_hooked(plan::find_syscall(call.native))) numbers.push_back(call.number);
  table.engine().drain();
  table.call(numbers, true);

  auto events = events_by_syscall(table.engine());
  std::string missing;
  for (const plan::CompatCall& call : plan::compat_calls()) {
    const plan::Syscall* native = plan::find_syscall(call.native);
    if (!table.is_hooked(native)) continue;
    CAPTURE(call.name);
    if (table.result(call.number) == -ENOSYS) {
      missing.append(" ").append(call.name);
      continue;
    }
    CHECK(table.result(call.number) == -own_errno(native->number));
    calls_of[native->number]++;
  }
  CHECK(events == calls_of);
  MESSAGE(numbers.size() << " 32-bit calls; not in this kernel:" << missing);
}

bool runs_32_bit_code() {
  const auto symbols = engine::KernelSymbols::read();
  return symbols && symbols->address("__ia32_sys_umask");
}

/// The family's members get one errno, all other calls another.
void check_family(WholeTable& table, const plan::Family& family) {
  std::vector<std::string> members;
  for (const std::string& name : plan::expand_family(family.name))
    if (table.is_hooked(plan::find_syscall(name))) members.push_back(name);
  CAPTURE(family.name);
  REQUIRE_FALSE(members.empty());
  Armed armed(table.engine(), table.scope(),
              {deny(members, "EDOM"), deny(names_of(table.hooked()), "EXDEV")});
  REQUIRE(armed.error() == "");
  table.call(table.hooked());

  for (const uint16_t number : table.hooked()) {
    const bool named = std::ranges::find(members, name_of(number)) != members.end();
    CAPTURE(name_of(number));
    CHECK(table.result(number) == (named ? -EDOM : -EXDEV));
  }
  CHECK(armed.counters(0).fired == members.size());
  CHECK(armed.counters(1).fired == table.hooked().size() - members.size());
  table.engine().drain();
}

TEST_SUITE("table") {
  // One case, since hooking and unhooking everything takes most of its time.
  TEST_CASE("every syscall and every family fires when named, and doesn't when not") {
    WholeTable table;
    std::string missing;
    for (const std::string& name : names_of(table.missing())) missing += " " + name;
    MESSAGE(table.hooked().size() << " hooked by " << table.engine().mechanism() << "; "
                                  << table.missing().size() << " not in this kernel:" << missing);
    REQUIRE(table.hooked().size() > 100);
    check_single_names(table);
    if (runs_32_bit_code()) check_compat_names(table);
    for (const plan::Family& family : plan::families()) check_family(table, family);
    CHECK(table.engine().losses().events_dropped == 0);
    // Where the kernel preempts inside BPF, trampolines skip a call of some process now and then.
    if (table.engine().mechanism() == "override")
      CHECK(table.engine().losses().decisions_missed == 0);
  }
}

}  // namespace
}  // namespace mishap
