// Which tests --test means.
#include "user/run/selection.h"

#include <fnmatch.h>

#include "starlark/spelling.h"

namespace mishap::run {
namespace {

bool means(const std::string& pattern, const plan::Test& test) {
  if (fnmatch(pattern.c_str(), test.name.c_str(), 0) == 0) return true;
  if (fnmatch(("test_" + pattern).c_str(), test.name.c_str(), 0) == 0) return true;
  if (test.kind != plan::TestKind::matrix_cell) return false;
  const std::string row = "matrix_" + test.scenario;
  return pattern == row || pattern == "test_" + row;
}

std::unexpected<Error> nothing_means(const plan::Plan& plan, const std::string& pattern) {
  std::vector<std::string> names;
  for (const plan::Test& test : plan.tests) {
    names.push_back(test.name);
    names.push_back(test.name.substr(test.name.starts_with("test_") ? 5 : 0));
  }
  const std::string near = starlark::nearest_name(pattern, names);
  return fail(
      "--test " + pattern + " matches no test of " + plan.file,
      near.empty() ? "mishap check " + plan.file + " lists them" : "did you mean " + near + "?");
}

}  // namespace

Result<std::vector<const plan::Test*>> select_tests(const plan::Plan& plan,
                                                    const std::vector<std::string>& patterns) {
  if (plan.tests.empty())
    return fail(
        plan.file + " has no tests",
        "a test is a function test_NAME, a scenario(), a fault_scenario() or a fault_matrix()");
  std::vector<bool> used(patterns.size());
  std::vector<const plan::Test*> selected;
  for (const plan::Test& test : plan.tests) {
    bool wanted = patterns.empty();
    for (size_t i = 0; i < patterns.size(); ++i) {
      if (!means(patterns[i], test)) continue;
      wanted = true;
      used[i] = true;
    }
    if (wanted) selected.push_back(&test);
  }
  for (size_t i = 0; i < patterns.size(); ++i)
    if (!used[i]) return nothing_means(plan, patterns[i]);
  return selected;
}

}  // namespace mishap::run
