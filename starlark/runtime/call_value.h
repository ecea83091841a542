// Calling callable values.
#pragma once

#include <span>

#include "starlark/builtin.h"
#include "starlark/runtime/thread_state.h"

namespace starlark {

/// Where a call is written: what its arguments' spans refer to.
struct CallSite {
  const FrameRecord* frame;
};

/// Calls a function whose arguments are the [count] topmost values of the stack, the function
/// itself below them. Leaves the stack as it was.
Value call_function_plain(Thread& thread, const FunctionObject* f, std::uint32_t count);

/// Calls any callable. The values of [args] and [kwargs] are kept alive by the caller.
Value call_value(Thread& thread, Value callee, const CallSite* site, std::span<const Argument> args,
                 std::span<const Argument> kwargs);

/// Calls a builtin, with [self] as its receiver.
Value call_builtin(Thread& thread, const BuiltinDef& def, Value self, const CallSite* site,
                   std::span<const Argument> args, std::span<const Argument> kwargs);

/// The same from C++ code; a NativeEntry exists.
Value call_from_host(Thread& thread, Value callee, std::span<const Value> args,
                     std::span<const NamedValue> kwargs);

}  // namespace starlark
