// op(): a set of syscalls under a name of the service's own.
#include "user/spec/operations.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/plan/glob.h"
#include "user/plan/syscalls.h"
#include "user/spec/arguments.h"
#include "user/spec/session.h"
#include "user/spec/syscall_sets.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

bool has_path(const std::string& syscall) {
  return plan::find_syscall(syscall)->has_path();
}

std::vector<std::string> globs_argument(const Call& call) {
  if (!call.has("path")) return {};
  const bool single = call.arg("path").is_string();
  std::vector<std::string> globs =
      single ? std::vector{std::string(call.string("path"))} : strings(call, "path");
  if (globs.empty())
    call.fail_at("path", "path has no patterns", "leave path= out to match every call");
  for (const std::string& glob : globs)
    if (const auto parsed = plan::parse_glob(glob); !parsed)
      call.fail_at("path", parsed.error().message, parsed.error().hint);
  return globs;
}

Value run_op(Call& call) {
  const std::vector<std::string> names = strings(call, "syscalls");
  if (names.empty()) call.fail_at("syscalls", "syscalls must name at least one syscall or family");
  auto syscalls = expand_syscalls(names);
  if (!syscalls) call.fail_at("syscalls", syscalls.error().message);
  plan::Op op{"", *syscalls, {.globs = globs_argument(call)}, to_place(call.place())};
  if (!op.where.globs.empty() && std::ranges::none_of(op.syscalls, has_path))
    call.fail_at("path",
                 fmt::format("path can never match: {} {} no file", fmt::join(op.syscalls, ", "),
                             op.syscalls.size() == 1 ? "names" : "name"),
                 "docs/syscalls.md lists the calls that path= can match");
  return call.heap().host(std::make_shared<OpValue>(std::move(op)));
}

}  // namespace

std::string OpValue::repr() const {
  return fmt::format("<op {}{}{}>", fmt::join(op_.syscalls, " "),
                     op_.where.globs.empty() ? "" : " on ", fmt::join(op_.where.globs, " "));
}

BuiltinDef op_builtin() {
  return {.name = "op",
          .params = {required("syscalls", type::kSequence),
                     optional("path", type::kString | type::kSequence).or_none()},
          .doc = "Names a set of syscalls, all of them or those on files that match path=.",
          .run = run_op};
}

void note_traps(Registry& registry, const plan::Op& op, const std::string& service) {
  if (!plan::expand_family(op.name).empty())
    registry.note(
        op.place,
        fmt::format("op \"{0}\" of {1} hides the {2} {0}: as a fault keyword on "
                    "{1}, {0} means the op",
                    op.name, service, plan::find_syscall(op.name) ? "syscall" : "family"));
  if (op.where.globs.empty()) return;
  std::vector<std::string> pathless;
  std::ranges::remove_copy_if(op.syscalls, std::back_inserter(pathless), has_path);
  if (!pathless.empty())
    registry.note(
        op.place,
        fmt::format("op \"{}\" of {}: its path= never matches {}, which {} no file", op.name,
                    service, fmt::join(pathless, ", "), pathless.size() == 1 ? "names" : "name"));
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
