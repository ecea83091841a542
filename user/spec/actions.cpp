// deny(), returns(), skip(), crash(), allow() and trace(): what is done to a call.
#include <fmt/format.h>

#include "starlark/spelling.h"
#include "user/plan/errno_names.h"
#include "user/plan/signals.h"
#include "user/spec/arguments.h"
#include "user/spec/fault_arguments.h"
#include "user/spec/faults.h"
#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;
using plan::Action;
using plan::ActionKind;

/// The builtin's value; its arguments that all faults take are read here.
Value fault(const Call& call, const std::vector<Param>& params, const Action& action) {
  return call.heap().host(std::make_shared<FaultValue>(action, fault_terms(call, params)));
}

/// A builtin whose action `read` makes from the arguments of its own.
BuiltinDef action_builtin(std::string_view name, std::vector<Param> own, std::string_view doc,
                          Action (*read)(const Call&)) {
  const std::vector<Param> params = with_fault_terms(std::move(own));
  return {.name = name,
          .params = params,
          .kwargs_name = "keywords",
          .doc = doc,
          .run = [params, read](Call& call) { return fault(call, params, read(call)); }};
}

Action read_deny(const Call& call) {
  const std::string_view name = call.string("errno");
  const auto value = plan::errno_value(name);
  if (!value)
    call.fail_at("errno", fmt::format("unknown errno \"{}\"{}", name,
                                      did_you_mean(name, plan::errno_names())));
  return {.kind = ActionKind::deny, .error_number = *value, .at = moment_argument(call)};
}

/// What a result in the range of errors means to the caller is better said by deny().
void note_error(const Call& call, int64_t value) {
  constexpr int64_t largest_errno = 4095;
  if (value >= 0 || value < -largest_errno || session_of(call).test) return;
  const std::string name = plan::errno_name(static_cast<int>(-value));
  if (!name.starts_with('E')) return;
  session_of(call).registry.note(
      to_place(call.place()),
      fmt::format("returns({}) makes the call fail with {}: deny(\"{}\") says so", value, name,
                  name));
}

Action read_returns(const Call& call) {
  const int64_t value = call.integer("value");
  note_error(call, value);
  return {.kind = ActionKind::returns, .value = value};
}

Action read_crash(const Call& call) {
  const std::string_view name = call.string_or("signal", "SIGKILL");
  const Result<int> signal = plan::ending_signal(name);
  if (!signal)
    call.fail_at("signal",
                 signal.error().message + (signal.error().hint.empty()
                                               ? did_you_mean(name, plan::ending_signal_names())
                                               : std::string()),
                 signal.error().hint);
  return {.kind = ActionKind::crash, .signal = *signal, .at = moment_argument(call)};
}

Action read_skip(const Call&) {
  return {.kind = ActionKind::skip};
}

Action read_allow(const Call&) {
  return {.kind = ActionKind::allow};
}

Action read_trace(const Call&) {
  return {.kind = ActionKind::trace};
}

}  // namespace

std::vector<BuiltinDef> action_builtins() {
  const Param signal = optional("signal", type::kString).shown_default("\"SIGKILL\"");
  return {
      action_builtin("deny", {required("errno", type::kString), moment_param()},
                     "The call fails with this errno: not carried out, or at=\"exit\" carried out "
                     "all the same.",
                     read_deny),
      action_builtin("returns", {required("value", type::kInt)},
                     "The call is not carried out and returns this value.", read_returns),
      action_builtin("skip", {}, "The call is not carried out and reports full success.",
                     read_skip),
      action_builtin("crash", {signal, moment_param()},
                     "The process gets a signal: instead of the call, or at=\"exit\" when it has "
                     "been carried out.",
                     read_crash),
      action_builtin("allow", {}, "The call passes, and no later rule sees it.", read_allow),
      action_builtin("trace", {}, "The call is recorded, and later rules decide.", read_trace),
  };
}

}  // namespace mishap::spec
