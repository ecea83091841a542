// docs/syscalls.md against the tables of the code.
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/unit/plan/argument_text.h"
#include "user/plan/skip.h"

namespace mishap::plan {
namespace {

const std::string docs_page = MISHAP_SOURCE_DIR "/docs/syscalls.md";
constexpr std::string_view begin_mark = "<!-- generated: begin -->\n";
constexpr std::string_view end_mark = "<!-- generated: end -->";

std::string joined(const std::vector<std::string_view>& names) {
  std::string text;
  for (const std::string_view name : names) text.append(text.empty() ? "" : " ").append(name);
  return text;
}

std::string mechanisms(std::string_view name) {
  return refusal(name) ? "none" : "fmod_ret, override";
}

/// "all", or those members for which it holds.
template <typename Holds>
std::string those_that(Holds holds, const Family& family) {
  std::vector<std::string_view> names;
  for (const std::string_view member : family.members)
    if (std::invoke(holds, *find_syscall(member))) names.push_back(member);
  return names.size() == family.members.size() ? "all" : joined(names);
}

bool can_be_skipped(const Syscall& call) {
  return skip_result(call.name).has_value();
}

/// What skip() reports.
std::string skip_text(const Syscall& call) {
  if (!can_be_skipped(call)) return "";
  return skip_result(call.name) == Success::zero ? "0" : "size";
}

void write_families(std::ostream& out) {
  out << "## Families\n\n"
         "| name | stands for | has a path | has a size | has a peer | skip() | mechanisms |\n"
         "| --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Family& family : families())
    out << "| `" << family.name << "` | " << joined(family.members) << " | "
        << those_that(&Syscall::has_path, family) << " | " << those_that(&Syscall::has_size, family)
        << " | " << those_that(&Syscall::has_peer, family) << " | "
        << those_that(can_be_skipped, family) << " | " << mechanisms(family.members[0]) << " |\n";
}

void write_refusals(std::ostream& out) {
  out << "\n## Never faulted\n\n| syscall | why |\n| --- | --- |\n";
  for (const Syscall& call : all_syscalls())
    if (const auto why = refusal(call.name)) out << "| `" << call.name << "` | " << *why << " |\n";
}

void write_syscalls(std::ostream& out) {
  out << "\n## Syscalls\n\n"
         "| number | name | path | fd | size | peer | skip() | mechanisms |\n"
         "| --- | --- | --- | --- | --- | --- | --- | --- |\n";
  for (const Syscall& call : all_syscalls())
    out << "| " << call.number << " | " << call.name << " | " << paths_text(call) << " | "
        << descriptor_text(call) << " | " << size_text(call) << " | " << peer_text(call) << " | "
        << skip_text(call) << " | " << mechanisms(call.name) << " |\n";
}

/// The names of 32-bit calls by their native one; under "" those that have none.
std::map<std::string_view, std::vector<std::string_view>> compat_names() {
  std::map<std::string_view, std::vector<std::string_view>> names;
  for (const CompatCall& call : compat_calls())
    if (!call.function.empty()) names[call.native].push_back(call.name);
  return names;
}

void write_compat_calls(std::ostream& out) {
  const auto names = compat_names();
  std::vector<std::string_view> missing;
  out << "\n## 32-bit calls\n\n| name in a spec | 32-bit calls |\n| --- | --- |\n";
  for (const Syscall& call : all_syscalls()) {
    const auto found = names.find(call.name);
    if (found == names.end()) {
      if (!refusal(call.name)) missing.push_back(call.name);
    } else if (found->second != std::vector{call.name}) {
      out << "| `" << call.name << "` | " << joined(found->second) << " |\n";
    }
  }
  out << "\n32-bit calls that no name stands for: " << joined(names.at("")) << "\n";
  out << "\nNames that 32-bit programs have no call for (but `socketcall` and `ipc` do `accept` "
         "and `semop`): "
      << joined(missing) << "\n";
}

std::string generated_tables() {
  std::ostringstream out;
  write_families(out);
  write_refusals(out);
  write_compat_calls(out);
  write_syscalls(out);
  return out.str();
}

std::string read(const std::string& file) {
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

}  // namespace

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
