// The syscall table against the kernel's own numbers, families and refusals, and docs/syscalls.md.
#include <doctest/doctest.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

#include "user/plan/syscalls.h"

namespace mishap::plan {
namespace {

using Names = std::vector<std::string>;

std::string path_of(const PathArgument& path) {
  const std::string arg = std::to_string(path.arg);
  switch (path.source) {
    case PathSource::none: return "";
    case PathSource::descriptor: return "fd " + arg;
    case PathSource::path: return "path " + arg;
    case PathSource::path_at: return "path " + arg + " at fd " + std::to_string(path.dirfd);
  }
  return "?";
}

std::string paths_of(const Syscall& syscall) {
  std::string text = path_of(syscall.paths[0]);
  if (syscall.paths[1].source != PathSource::none) text += ", " + path_of(syscall.paths[1]);
  return text;
}

/// The part of docs/syscalls.md between its two markers, as the code would write it.
std::string generated_tables() {
  std::ostringstream out;
  out << "## Families\n\n| name | stands for |\n| --- | --- |\n";
  for (const Family& family : families()) {
    out << "| `" << family.name << "` |";
    for (const std::string_view member : family.members) out << " " << member;
    out << " |\n";
  }
  out << "\n## Never faulted\n\n| syscall | why |\n| --- | --- |\n";
  for (const Syscall& syscall : all_syscalls())
    if (const auto why = refusal(syscall.name))
      out << "| `" << syscall.name << "` | " << *why << " |\n";
  out << "\n## Syscalls\n\n"
         "| number | name | arguments that `path=` looks at |\n| --- | --- | --- |\n";
  for (const Syscall& syscall : all_syscalls())
    out << "| " << syscall.number << " | " << syscall.name << " | " << paths_of(syscall)
        << " |\n";
  return out.str();
}

const std::string docs_page = MISHAP_SOURCE_DIR "/docs/syscalls.md";

std::string read(const std::string& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

constexpr std::string_view begin_mark = "<!-- generated: begin -->\n";
constexpr std::string_view end_mark = "<!-- generated: end -->";

}  // namespace

TEST_CASE("numbers are those of the kernel's headers") {
  CHECK(find_syscall("read")->number == SYS_read);
  CHECK(find_syscall("openat2")->number == SYS_openat2);
  CHECK(find_syscall("set_mempolicy_home_node")->number == SYS_set_mempolicy_home_node);
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

TEST_CASE("path arguments: descriptors, plain paths, and paths at a directory") {
  CHECK(paths_of(*find_syscall("pwritev2")) == "fd 0");
  CHECK(paths_of(*find_syscall("mmap")) == "fd 4");
  CHECK(paths_of(*find_syscall("truncate")) == "path 0");
  CHECK(paths_of(*find_syscall("openat")) == "path 1 at fd 0");
  CHECK(paths_of(*find_syscall("symlink")) == "path 1");
  CHECK(paths_of(*find_syscall("connect")).empty());
  CHECK_FALSE(find_syscall("connect")->has_path());
}

TEST_CASE("calls on two files name both") {
  CHECK(paths_of(*find_syscall("renameat2")) == "path 1 at fd 0, path 3 at fd 2");
  CHECK(paths_of(*find_syscall("sendfile")) == "fd 0, fd 1");
  CHECK(paths_of(*find_syscall("copy_file_range")) == "fd 0, fd 2");
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
  CHECK_FALSE(refusal("write"));
}

TEST_CASE("names for hints hold families and syscalls once each") {
  const Names names = syscall_names();
  CHECK(std::ranges::count(names, "write") == 1);
  CHECK(std::ranges::count(names, "pwritev2") == 1);
  CHECK(names.size() == all_syscalls().size());
}

TEST_CASE("docs/syscalls.md holds the tables of the code (MISHAP_UPDATE_DOCS=1 rewrites it)") {
  const std::string page = read(docs_page);
  const size_t begin = page.find(begin_mark), end = page.find(end_mark);
  REQUIRE(begin != std::string::npos);
  REQUIRE(end != std::string::npos);
  const size_t from = begin + begin_mark.size();

  if (std::getenv("MISHAP_UPDATE_DOCS")) {
    std::ofstream(docs_page) << page.substr(0, from) << generated_tables() << page.substr(end);
    return;
  }
  CHECK(page.substr(from, end - from) == generated_tables());
}

}  // namespace mishap::plan
