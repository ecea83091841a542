// Measures what faults cost, inside a guest: ci/bench starts it there.
#include <chrono>
#include <cstdio>

#include <fmt/core.h>
#include <sys/utsname.h>

#include "tests/bench/costs.h"
#include "tests/bench/options.h"
#include "tests/bench/table.h"

namespace mishap::bench {
namespace {

const std::string others = "notify strace";

Result<void> measure_everything(const Options& options, Results& results) {
  Costs costs(results);
  if (options.wants(others))
    if (auto done = costs.measure_others(); !done) return done;
  const auto list = options.wanted_situations();
  for (const std::string& mechanism : options.mechanisms) {
    if (list.empty()) break;
    if (auto done = costs.measure_all(mechanism, list); !done)
      return std::unexpected(std::move(done.error()).in(mechanism));
  }
  return {};
}

int run(const std::vector<std::string>& words) {
  const auto began = std::chrono::steady_clock::now();
  const auto options = parse_options(words);
  if (!options) {
    fmt::print(stderr, "ci/bench: {}\n", options.error().message);
    return 2;
  }
  Results results;
  utsname kernel = {};
  uname(&kernel);
  results.kernel = kernel.release;
  if (auto done = measure_everything(*options, results); !done) {
    fmt::print(stderr, "ci/bench: {}\n{}\n", done.error().message, done.error().hint);
    return 2;
  }
  results.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
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
