// What can be said only when the whole spec has run.
#include "user/spec/finish.h"

#include <algorithm>
#include <functional>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "starlark/thread.h"
#include "user/spec/arguments.h"
#include "user/spec/callables.h"

namespace mishap::spec {
namespace {

using Errors = std::vector<std::string>;

/// Whether both are in one file, and `a` before `b`.
bool is_before(const Place& a, const Place& b) {
  return a.file == b.file && std::tie(a.line, a.column) < std::tie(b.line, b.column);
}

/// Functions are gathered last, but a fault_scenario() of the same name may well stand below.
std::string told_twice(const plan::Test& test, Place first, const Sources& sources) {
  Place second = test.place;
  if (is_before(second, first)) std::swap(first, second);
  return sources.render(
      second, fmt::format("test \"{}\" is already declared at {}", test.name, first.to_string()));
}

void add_test_functions(Registry& registry, const starlark::Module& root, const Sources& sources,
                        Errors& errors) {
  for (const starlark::Global& global : root.globals()) {
    if (!global.name.starts_with("test_")) continue;
    plan::Test test;
    test.name = global.name;
    test.place = to_place(global.place);
    if (!global.value.is_callable()) {
      registry.note(test.place, fmt::format("{} is no function, so no test", test.name));
      continue;
    }
    if (const std::string problem = call_problem(global.value, 0); !problem.empty()) {
      errors.push_back(sources.render(test.place, fmt::format("{} {}", test.name, problem)));
      continue;
    }
    if (const auto first = registry.claim("test", test.name, test.place)) {
      errors.push_back(told_twice(test, *first, sources));
      continue;
    }
    registry.add_test(std::move(test), {global.value, {}});
  }
}

void check_dependencies(const Registry& registry, const Sources& sources, Errors& errors) {
  std::vector<std::string> names;
  for (const plan::Service& service : registry.plan.services) names.push_back(service.name);
  for (const Dependency& each : registry.dependencies)
    if (!registry.plan.service(each.on))
      errors.push_back(sources.render(
          each.place, fmt::format("{} depends on \"{}\", which is no service{}", each.service,
                                  each.on, starlark::did_you_mean(each.on, names))));
}

/// The services on a way from `path.back()` back to one on the path; empty when there is none.
std::vector<std::string> find_cycle(const plan::Plan& plan, std::vector<std::string> path,
                                    std::vector<std::string>& done) {
  const std::string service = path.back();
  for (const std::string& on : plan.service(service)->depends_on) {
    const auto seen = std::ranges::find(path, on);
    if (seen != path.end()) {
      std::vector<std::string> cycle(seen, path.end());
      cycle.push_back(on);
      return cycle;
    }
    if (std::ranges::find(done, on) != done.end()) continue;
    path.push_back(on);
    auto cycle = find_cycle(plan, path, done);
    if (!cycle.empty()) return cycle;
    path.pop_back();
  }
  done.push_back(service);
  return {};
}

void check_cycles(const plan::Plan& plan, const Sources& sources, Errors& errors) {
  std::vector<std::string> done;
  for (const plan::Service& service : plan.services) {
    const auto cycle = find_cycle(plan, {service.name}, done);
    if (cycle.empty()) continue;
    const std::string message =
        cycle.size() == 2
            ? fmt::format("{} depends on itself", cycle.front())
            : fmt::format("services depend on each other: {}", fmt::join(cycle, " -> "));
    errors.push_back(sources.render(service.place, message));
    return;
  }
}

}  // namespace

Errors finish(Registry& registry, const starlark::Module& root, const Sources& sources) {
  Errors errors;
  add_test_functions(registry, root, sources, errors);
  check_dependencies(registry, sources, errors);
  if (errors.empty()) check_cycles(registry.plan, sources, errors);
  std::ranges::sort(registry.plan.tests, {}, &plan::Test::name);
  return errors;
}

}  // namespace mishap::spec
