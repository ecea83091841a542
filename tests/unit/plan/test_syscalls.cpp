// The syscall table against the kernel's own numbers; families and refusals.
#include <algorithm>
#include <set>

#include <doctest/doctest.h>

#include "tests/unit/plan/kernel_header.h"
#include "user/plan/syscalls.h"

namespace mishap::plan {
namespace {

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("every syscall of the kernel's header is in the table under its number") {
  const auto header = kernel_header("unistd_64.h");
  REQUIRE(header.size() > 300);
  for (const auto& [name, number] : header) {
    CAPTURE(name);
    const Syscall* found = find_syscall(name);
    REQUIRE(found);
    CHECK(found->number == number);
  }
}

TEST_CASE("the table reaches to the last syscall of Linux 6.12 without a hole before 6.1's end") {
  CHECK(find_syscall("mseal")->number == 462);
  CHECK(all_syscalls().back().name == "mseal");
  for (uint16_t number = 0; number <= 335; ++number) CHECK(find_syscall(number) != nullptr);
  for (uint16_t number = 424; number <= 462; ++number) CHECK(find_syscall(number) != nullptr);
}

TEST_CASE("names and numbers are unique") {
  std::set<std::string_view> names;
  std::set<int> numbers;
  for (const Syscall& each : all_syscalls()) {
    CAPTURE(each.name);
    CHECK(names.insert(each.name).second);
    CHECK(numbers.insert(each.number).second);
    CHECK(find_syscall(each.name) == &each);
    CHECK(find_syscall(each.number) == &each);
  }
}

TEST_CASE("unknown names and numbers are not found") {
  CHECK(find_syscall("wrte") == nullptr);
  CHECK(find_syscall(uint16_t{400}) == nullptr);
  CHECK(find_syscall(uint16_t{9999}) == nullptr);
}

TEST_CASE("a family name stands for its siblings, also where a syscall has the same name") {
  CHECK(expand_family("write") == Names{"write", "writev", "pwrite64", "pwritev", "pwritev2"});
  CHECK(expand_family("fsync") == Names{"fsync", "fdatasync"});
  CHECK(expand_family("accept") == Names{"accept", "accept4"});
}

TEST_CASE("a member means itself alone, an unknown name nothing") {
  CHECK(expand_family("pwritev2") == Names{"pwritev2"});
  CHECK(expand_family("connect") == Names{"connect"});
  CHECK(expand_family("wrte").empty());
}

TEST_CASE("members of families are syscalls that can be faulted, each in one family only") {
  std::set<std::string_view> seen;
  for (const Family& family : families()) {
    CHECK(find_syscall(family.name) != nullptr);
    for (const std::string_view member : family.members) {
      CAPTURE(member);
      CHECK(find_syscall(member) != nullptr);
      CHECK_FALSE(refusal(member));
      CHECK(seen.insert(member).second);
    }
  }
}

TEST_CASE("what can never be faulted says why") {
  CHECK(refusal("exit_group")->find("never returns") != std::string::npos);
  CHECK(refusal("clock_gettime")->find("vDSO") != std::string::npos);
  CHECK(refusal("restart_syscall"));
  CHECK(refusal("rt_sigreturn"));
  CHECK(refusal("afs_syscall")->find("ENOSYS") != std::string::npos);
  CHECK_FALSE(refusal("write"));
}

TEST_CASE("names for hints hold families and syscalls once each") {
  const Names names = syscall_names();
  CHECK(std::ranges::count(names, "write") == 1);
  CHECK(std::ranges::count(names, "pwritev2") == 1);
  CHECK(names.size() == all_syscalls().size());
}

}  // namespace mishap::plan
