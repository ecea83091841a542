// The declarations of a spec, gathered while it loads: its Plan, and the functions of its tests.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "starlark/value.h"
#include "user/plan/plan.h"

namespace mishap::spec {

/// The functions of a test. They live as long as the modules that they were defined in.
struct TestBody {
  starlark::Value function;
  starlark::Value expect;  ///< Unbound when the test has none.
};

/// depends_on= of a service, checked when all services are known.
struct Dependency {
  std::string service;
  std::string on;
  Place place;
};

/// Collects what the builtins declare. Names are unique within their kind.
class Registry {
 public:
  plan::Plan plan;
  std::vector<Dependency> dependencies;

  /// Takes a name for a thing of this kind ("service", "test", ...). When the name is taken:
  /// where it was first.
  std::optional<Place> claim(const std::string& kind, const std::string& name, const Place& place);
  /// Adds a test whose name was claimed.
  void add_test(plan::Test test, TestBody body);
  /// Adds what `check` should tell: `file:line:col: note: TEXT`.
  void note(const Place& place, const std::string& text);

  const plan::Assumption* assumption(const std::string& name) const;
  /// The functions of a test; null when there is no such test.
  const TestBody* body(const std::string& test) const;

 private:
  std::map<std::pair<std::string, std::string>, Place> claimed_;
  std::map<std::string, TestBody> bodies_;
};

}  // namespace mishap::spec
