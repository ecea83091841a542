// mishap check: everything that can be said of a spec without running it.
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "user/cli/commands.h"
#include "user/cli/exit_codes.h"
#include "user/cli/load_spec.h"
#include "user/run/preflight.h"
#include "user/run/start_order.h"

namespace mishap::cli {
namespace {

Result<void> check(const plan::Plan& plan) {
  if (const auto order = run::start_order(plan); !order) return std::unexpected(order.error());
  std::vector<const plan::Test*> tests;
  for (const plan::Test& test : plan.tests) tests.push_back(&test);
  return run::check_rules(plan, tests);
}

std::string counted(size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

int check_command(const Arguments& arguments, Console& console) {
  const std::unique_ptr<spec::Program> program = load_spec(arguments.spec, console);
  if (program == nullptr) return exit_undecided;
  const plan::Plan& plan = program->plan();
  if (const Result<void> good = check(plan); !good) {
    console.error(good.error());
    return exit_undecided;
  }
  std::string text =
      fmt::format("{}: ok, {}, {}\n", plan.file, counted(plan.services.size(), "service"),
                  counted(plan.tests.size(), "test"));
  for (const plan::Test& test : plan.tests) text += "  " + test.name + "\n";
  for (const std::string& note : plan.notes) text += note + "\n";
  return write_stdout(text) ? exit_ok : exit_undecided;
}

}  // namespace mishap::cli
