// How many instructions the verifier of this kernel goes through for each BPF program, compared
// with what it was: growth shows here before anybody waits for it at load.
//
//   verified_counts FILE     a line each, `N passed, N failed, N skipped` last; 1 when one failed
//   verified_counts --write  the file, as the programs are now
#include <cstdint>
#include <fstream>
#include <map>
#include <sstream>
#include <string>

#include <bpf/bpf.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#include "user/engine/bpf/object.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::bench {
namespace {

constexpr double allowed_growth = 1.02;
constexpr const char* update = "ci/bench --update-counts";

struct Size {
  uint64_t verified = 0;
  uint64_t bytecode = 0, machine_code = 0;  ///< Bytes, for readers of the file.
};
using Sizes = std::map<std::string, Size>;

Result<void> add_sizes(const engine::ObjectOptions& options, const engine::KernelSymbols& symbols,
                       Sizes& sizes) {
  const auto object = engine::Object::load(options, symbols);
  if (!object) return std::unexpected(object.error());
  bpf_program* program;
  bpf_object__for_each_program(program, object->skeleton().obj) {
    Size& size = sizes[bpf_program__name(program)];
    if (!bpf_program__autoload(program)) continue;
    bpf_prog_info info = {};
    uint32_t length = sizeof info;
    if (bpf_obj_get_info_by_fd(bpf_program__fd(program), &info, &length))
      return fail_errno("cannot inspect a BPF program", errno);
    size = {info.verified_insns, info.xlated_prog_len, info.jited_prog_len};
  }
  return {};
}

/// Every program of the object, with all that is optional switched on.
Result<Sizes> sizes_now() {
  using engine::Mechanism;
  const auto symbols = engine::KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  Sizes sizes;
  auto added = add_sizes({.process_scopes = true}, *symbols, sizes);
  for (const bool overrides_returns : {false, true})
    if (added)
      added = add_sizes({.native = Mechanism::fmod_ret,
                         .compat = Mechanism::override_return,
                         .trace_calls = true,
                         .process_scopes = true,
                         .overrides_returns = overrides_returns},
                        *symbols, sizes);
  if (!added) return std::unexpected(added.error());
  for (const auto& [name, size] : sizes)
    if (!size.verified) return fail(name + " is not loaded by any of the options tried here");
  return sizes;
}

std::string file_of(const Sizes& sizes) {
  utsname kernel = {};
  uname(&kernel);
  std::string text = fmt::format(
      "# Instructions that the verifier of Linux {} goes through for each BPF program, and bytes "
      "of "
      "bytecode\n# and of x86 code after it. Written by `{}`; ci/test fails on growth beyond 2 "
      "%.\n",
      kernel.release, update);
  text += fmt::format("{:24} {:>8} {:>8} {:>8}\n", "# program", "verified", "bytecode", "x86");
  for (const auto& [name, size] : sizes)
    text += fmt::format("{:24} {:>8} {:>8} {:>8}\n", name, size.verified, size.bytecode,
                        size.machine_code);
  return text;
}

Result<Sizes> read_file(const std::string& path) {
  std::ifstream in(path);
  if (!in) return fail_errno("cannot read " + path, errno);
  Sizes sizes;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words(line);
    std::string name;
    Size size;
    if (!(words >> name >> size.verified >> size.bytecode >> size.machine_code))
      return fail(path + ": expected a name and three numbers in \"" + line + "\"");
    sizes[name] = size;
  }
  return sizes;
}

/// What is wrong with a program's size; empty when nothing is.
std::string complaint(const Sizes& expected, const std::string& name, const Size& now) {
  const auto before = expected.find(name);
  if (before == expected.end()) return "is new";
  const auto limit = static_cast<double>(before->second.verified) * allowed_growth;
  if (static_cast<double>(now.verified) <= limit) return "";
  return fmt::format("has grown from {} to {} verified instructions", before->second.verified,
                     now.verified);
}

int compare(const Sizes& expected, const Sizes& now) {
  int failed = 0;
  const auto report = [&](const std::string& name, const std::string& what) {
    failed++;
    fmt::print("FAIL {} {}; when that is meant: {}\n", name, what, update);
  };
  for (const auto& [name, size] : now)
    if (const std::string what = complaint(expected, name, size); !what.empty())
      report(name, what);
    else
      fmt::print("ok   {} {}\n", name, size.verified);
  size_t gone = 0;
  for (const auto& [name, size] : expected)
    if (!now.contains(name)) report(name, "is gone"), gone++;
  fmt::print("{} passed, {} failed, 0 skipped\n", now.size() + gone - failed, failed);
  return failed ? 1 : 0;
}

int run(const std::string& word) {
  const auto now = sizes_now();
  const auto expected = word == "--write" ? Result<Sizes>(Sizes{}) : read_file(word);
  for (const auto& each : {now, expected}) {
    if (each) continue;
    fmt::print(stderr, "verified_counts: {}\n{}\n", each.error().message, each.error().hint);
    return 2;
  }
  if (word != "--write") return compare(*expected, *now);
  fmt::print("{}", file_of(*now));
  return 0;
}

}  // namespace
}  // namespace mishap::bench

int main(int argc, char** argv) {
  if (argc == 2) return mishap::bench::run(argv[1]);
  fmt::print(stderr, "usage: verified_counts FILE|--write\n");
  return 2;
}
