// op(): a set of syscalls under a name of the service's own.
#include "user/spec/operations.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/predicates_text.h"
#include "user/plan/syscalls.h"
#include "user/spec/arguments.h"
#include "user/spec/predicate_arguments.h"
#include "user/spec/session.h"
#include "user/spec/syscall_sets.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

Value run_op(Call& call) {
  const std::vector<std::string> names = strings(call, "syscalls");
  if (names.empty()) call.fail_at("syscalls", "syscalls must name at least one syscall or family");
  auto syscalls = expand_syscalls(names);
  if (!syscalls) call.fail_at("syscalls", syscalls.error().message);
  plan::Op op{"", *syscalls, predicates(call, *syscalls), to_place(call.place())};
  return call.heap().host(std::make_shared<OpValue>(std::move(op)));
}

}  // namespace

std::string OpValue::repr() const {
  const std::string where = plan::predicates_text(op_.where);
  return fmt::format("<op {}{}{}>", fmt::join(op_.syscalls, " "), where.empty() ? "" : " ", where);
}

BuiltinDef op_builtin() {
  std::vector<Param> params = predicate_params();
  params.insert(params.begin(), required("syscalls", type::kSequence));
  return {.name = "op",
          .params = std::move(params),
          .doc = "Names a set of syscalls, all of them or those that meet the predicates.",
          .run = run_op};
}

void note_traps(Registry& registry, const plan::Op& op, const std::string& service) {
  if (!plan::expand_family(op.name).empty())
    registry.note(
        op.place,
        fmt::format("op \"{0}\" of {1} hides the {2} {0}: as a fault keyword on "
                    "{1}, {0} means the op",
                    op.name, service, plan::find_syscall(op.name) ? "syscall" : "family"));
  for (const std::string& sentence : unmet_members(op.where, op.syscalls))
    registry.note(op.place, fmt::format("op \"{}\" of {}: {}", op.name, service, sentence));
}

bool is_reserved_op_name(std::string_view name) {
  static constexpr std::string_view reserved[] = {"target", "run",      "name",   "faults",
                                                  "rules",  "monitors", "source", "description"};
  return std::ranges::find(reserved, name) != std::end(reserved);
}

std::vector<plan::Op> ops_argument(const Call& call, const std::string& service) {
  std::vector<plan::Op> ops;
  if (!call.has("ops")) return ops;
  for (const auto& [key, value] : dict_items(call.arg("ops"))) {
    if (!key.is_string())
      call.fail_at("ops", fmt::format("names of ops must be strings, got {}", starlark::repr(key)));
    const std::string name(as_string(key));
    check_name(call, "ops", "the name of an op", name);
    const OpValue* op = as<OpValue>(value);
    if (!op)
      call.fail_at(
          "ops", fmt::format("ops[\"{}\"] must be an op, got {}", name, starlark::type_name(value)),
          "write op(syscalls=[...])");
    if (is_reserved_op_name(name))
      call.fail_at("ops",
                   fmt::format("an op can't be called \"{}\": fault() and fault_assumption() "
                               "have a parameter of that name",
                               name));
    plan::Op named = op->op();
    named.name = name;
    note_traps(session_of(call).registry, named, service);
    ops.push_back(std::move(named));
  }
  return ops;
}

}  // namespace mishap::spec
