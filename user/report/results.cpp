// Sums over a run, and how to run a test again.
#include "user/report/results.h"

#include <fmt/format.h>

namespace mishap::report {
namespace {

/// A word for the shell: as it is when that is safe, else in single quotes.
std::string shell_word(const std::string& text) {
  const char* safe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+=:,@%";
  if (!text.empty() && text.find_first_not_of(safe) == std::string::npos) return text;
  std::string quoted = "'";
  for (const char byte : text) {
    if (byte == '\'')
      quoted += "'\\''";
    else
      quoted += byte;
  }
  return quoted + "'";
}

}  // namespace

Totals totals(const RunResult& run) {
  Totals sum;
  for (const TestResult& test : run.tests) {
    switch (test.outcome) {
      case Outcome::pass:
        ++sum.pass;
        break;
      case Outcome::fail:
        ++sum.fail;
        break;
      case Outcome::error:
        ++sum.error;
        break;
    }
  }
  sum.not_run = static_cast<int>(run.not_run.size());
  return sum;
}

uint64_t submissions(const std::vector<engine::Bypass>& bypassed) {
  uint64_t sum = 0;
  for (const engine::Bypass& each : bypassed) sum += each.submissions;
  return sum;
}

std::string replay_command(const RunResult& run, const std::string& test) {
  std::string command = fmt::format("mishap test {} --test {} --seed {}", shell_word(run.spec),
                                    shell_word(test), run.seed);
  if (!run.requested_mechanism.empty() && run.requested_mechanism != "auto")
    command += " --mechanism " + run.requested_mechanism;
  return command;
}

}  // namespace mishap::report
