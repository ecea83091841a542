// fault_matrix(): every scenario under every assumption.
#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "starlark/spelling.h"
#include "starlark/thread.h"
#include "user/spec/arguments.h"
#include "user/spec/callables.h"
#include "user/spec/faults.h"
#include "user/spec/scenarios.h"
#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

const std::vector<Param> matrix_params = {
    required("scenarios", type::kSequence).keyword_only(),
    required("faults", type::kSequence).keyword_only(),
    optional("expect", type::kCallable).or_none().keyword_only(),
    optional("default_expect", type::kCallable).or_none().keyword_only(),
    optional("overrides", type::kDict).keyword_only(),
    optional("exclude", type::kSequence).keyword_only(),
    optional("require_faults_fire", type::kBool).keyword_only().shown_default("False"),
};
constexpr std::string_view later_keywords[] = {"monitors"};

/// A scenario and an assumption, by name.
using Cell = std::pair<std::string, std::string>;

/// The axes of a matrix, and what is said about single cells.
struct Layout {
  plan::Matrix matrix;
  std::map<std::string, Value> scenarios;
  Value expect;
  std::map<Cell, Value> overrides;
  std::set<Cell> excluded;
};

void take_scenarios(const Call& call, Layout& layout) {
  for (const Value element : call.sequence("scenarios")) {
    if (!element.is_callable())
      call.fail_at("scenarios",
                   fmt::format("scenarios[{}] must be a function, got {}",
                               layout.matrix.scenarios.size(), starlark::type_name(element)));
    const std::string name(function_name(element));
    check_callable(call, "scenarios", "scenario " + name, element, 0);
    if (!layout.scenarios.emplace(name, element).second)
      call.fail_at("scenarios", fmt::format("two scenarios are called \"{}\"", name),
                   name == "lambda" ? "a lambda has no name of its own: use def" : "");
    layout.matrix.scenarios.push_back(name);
  }
  if (layout.matrix.scenarios.empty()) call.fail_at("scenarios", "scenarios must not be empty");
}

void take_faults(const Call& call, Layout& layout) {
  std::vector<std::string>& names = layout.matrix.faults;
  for (const Value element : call.sequence("faults")) {
    const auto* assumption = as<AssumptionValue>(element);
    if (!assumption)
      call.fail_at("faults", fmt::format("faults[{}] must be a fault_assumption, got {}",
                                         names.size(), starlark::type_name(element)));
    const std::string& name = assumption->assumption().name;
    if (std::ranges::find(names, name) != names.end())
      call.fail_at("faults", fmt::format("faults names {} twice", name));
    names.push_back(name);
  }
  if (names.empty()) call.fail_at("faults", "faults must not be empty");
}

/// Fails when a name that a cell gives is not on its axis.
void check_on_axis(const Call& call, std::string_view parameter, const std::string& name,
                   const std::vector<std::string>& axis, std::string_view axis_name) {
  if (std::ranges::find(axis, name) != axis.end()) return;
  call.fail_at(parameter,
               fmt::format("{} names the cell of {}, which is not in {}{}", parameter, name,
                           axis_name, did_you_mean(name, axis)),
               fmt::format("{}: {}", axis_name, join_names(axis)));
}

/// The cell that a tuple (scenario, assumption) names.
Cell cell_of(const Call& call, std::string_view parameter, Value tuple, const Layout& layout) {
  const auto parts = elements(tuple);
  const auto* assumption = parts.size() == 2 ? as<AssumptionValue>(parts[1]) : nullptr;
  if (!tuple.is_tuple() || !assumption || !parts[0].is_callable())
    call.fail_at(parameter, fmt::format("{} names cells by (scenario, fault_assumption), got {}",
                                        parameter, starlark::repr(tuple)));
  Cell cell(function_name(parts[0]), assumption->assumption().name);
  check_on_axis(call, parameter, cell.first, layout.matrix.scenarios, "scenarios");
  check_on_axis(call, parameter, cell.second, layout.matrix.faults, "faults");
  return cell;
}

void take_cells(const Call& call, Layout& layout) {
  if (call.has("overrides")) {
    for (const auto& [key, value] : dict_items(call.arg("overrides"))) {
      const Cell cell = cell_of(call, "overrides", key, layout);
      if (!value.is_callable())
        call.fail_at("overrides", fmt::format("overrides[({}, {})] must be a function, got {}",
                                              cell.first, cell.second, starlark::type_name(value)));
      check_callable(call, "overrides", fmt::format("overrides[({}, {})]", cell.first, cell.second),
                     value, 1);
      layout.overrides[cell] = value;
    }
  }
  for (const Value element : call.sequence("exclude")) {
    const Cell cell = cell_of(call, "exclude", element, layout);
    if (layout.excluded.insert(cell).second) layout.matrix.excluded.push_back(cell);
  }
  const size_t cells = layout.matrix.scenarios.size() * layout.matrix.faults.size();
  if (layout.excluded.size() == cells) call.fail_at("exclude", "every cell is excluded");
}

Value expect_argument(const Call& call) {
  if (call.has("expect") && call.has("default_expect"))
    call.fail_at("default_expect", "expect and default_expect are the same: give one of them");
  const std::string_view parameter = call.has("expect") ? "expect" : "default_expect";
  if (call.has(parameter)) check_callable(call, parameter, parameter, call.arg(parameter), 1);
  return call.arg(parameter);
}

void add_cell(const Call& call, const Layout& layout, const Cell& cell, int matrix) {
  const auto override_ = layout.overrides.find(cell);
  const Value expect = override_ == layout.overrides.end() ? layout.expect : override_->second;
  plan::Test test;
  test.name = fmt::format("test_matrix_{}_{}", cell.first, cell.second);
  test.kind = plan::TestKind::matrix_cell;
  test.scenario = cell.first;
  test.assumptions = {cell.second};
  test.has_expect = expect.is_bound();
  test.require_faults_fire = call.bool_or("require_faults_fire", false);
  test.matrix = matrix;
  test.place = to_place(call.place());
  claim(call, "scenarios", "test", test.name);
  session_of(call).registry.add_test(std::move(test), {layout.scenarios.at(cell.first), expect});
}

Value run_fault_matrix(Call& call) {
  only_while_loading(call);
  for (const Argument& argument : call.kwargs())
    refuse_keyword(call, argument, matrix_params, later_keywords);
  Layout layout;
  layout.matrix.place = to_place(call.place());
  take_scenarios(call, layout);
  take_faults(call, layout);
  take_cells(call, layout);
  layout.expect = expect_argument(call);
  plan::Plan& plan = session_of(call).registry.plan;
  const int matrix = static_cast<int>(plan.matrices.size());
  for (const std::string& scenario : layout.matrix.scenarios)
    for (const std::string& fault : layout.matrix.faults)
      if (!layout.excluded.contains({scenario, fault}))
        add_cell(call, layout, {scenario, fault}, matrix);
  plan.matrices.push_back(std::move(layout.matrix));
  return Value::none();
}

}  // namespace

BuiltinDef fault_matrix_builtin() {
  return {.name = "fault_matrix",
          .params = matrix_params,
          .kwargs_name = "keywords",
          .doc = "Makes a test of every scenario under every fault assumption.",
          .run = run_fault_matrix};
}

}  // namespace mishap::spec
