// Measures what faults cost, inside a guest: ci/bench starts it there.
#include <cstdio>
#include <cstdlib>

#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/utsname.h>

#include "tests/bench/comparison.h"
#include "tests/bench/costs.h"
#include "tests/bench/cpu_time.h"
#include "tests/bench/options.h"
#include "tests/bench/programs.h"
#include "tests/bench/table.h"

namespace mishap::bench {
namespace {

/// Without the engine.
Result<void> measure_others(const Options& options, Costs& costs) {
  return options.wants(row::notify) || options.wants(row::strace) ? costs.measure_others()
                                                                  : Result<void>();
}

Result<void> measure_programs(const Options& options, Results& results) {
  Programs programs(results);
  for (const std::string& mechanism : options.mechanisms)
    for (const Program& program : all_programs()) {
      if (!options.wants(program.name)) continue;
      if (auto done = programs.measure(mechanism, program); !done)
        return std::unexpected(std::move(done.error()).in(program.name));
    }
  return {};
}

Result<void> measure_everything(const Options& options, Results& results) {
  Costs costs(results);
  if (auto done = measure_others(options, costs); !done) return done;
  const auto list = options.wanted_situations();
  for (const std::string& mechanism : options.mechanisms) {
    if (list.empty()) break;
    if (auto done = costs.measure_all(mechanism, list); !done)
      return std::unexpected(std::move(done.error()).in(mechanism));
  }
  compare_with_others(results);
  return measure_programs(options, results);
}

std::vector<std::string> wanted_rows(const Options& options) {
  std::vector<std::string> names = {row::notify, row::strace};
  for (const Situation& each : situations()) names.push_back(each.name);
  for (const Program& each : all_programs()) names.push_back(each.name);
  std::erase_if(names, [&](const std::string& name) { return !options.wants(name); });
  return names;
}

/// Each cgroup of a thousand scopes is held by a descriptor.
void allow_many_files() {
  const rlimit many = {8192, 8192};
  if (setrlimit(RLIMIT_NOFILE, &many)) std::perror("setrlimit");
}

int run(const std::vector<std::string>& words) {
  const auto options = parse_options(words);
  if (!options) {
    fmt::print(stderr, "ci/bench: {}\n", options.error().message);
    return 2;
  }
  const auto rows = wanted_rows(*options);
  if (rows.empty()) {
    fmt::print(stderr, "ci/bench: no row matches --rows {}; --list shows them\n", *options->rows);
    return 2;
  }
  if (options->list) {
    for (const std::string& name : rows) fmt::print("{}\n", name);
    return 0;
  }
  if (!std::getenv("MISHAP_VM")) {
    fmt::print(stderr, "ci/bench: this measures in a guest, where the clock counts instructions\n");
    return 2;
  }
  allow_many_files();
  Results results;
  utsname kernel = {};
  uname(&kernel);
  results.kernel = kernel.release;
  if (auto done = measure_everything(*options, results); !done) {
    fmt::print(stderr, "ci/bench: {}\n{}\n", done.error().message, done.error().hint);
    return 2;
  }
  results.seconds = own_seconds() + children_seconds();
  fmt::print("{}", options->json ? json_of(results) : table_of(results));
  return results.missed() ? 1 : 0;
}

}  // namespace
}  // namespace mishap::bench

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv + 1, argv + argc);
  if (!words.empty() && words.front() == mishap::bench::caller_word)
    return mishap::bench::run_caller({words.begin() + 1, words.end()});
  return mishap::bench::run(words);
}
