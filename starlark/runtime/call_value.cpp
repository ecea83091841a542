// Calling: frames, recursion checks, and the binding of arguments to a def's parameters.
#include "starlark/runtime/call_value.h"

#include <algorithm>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval.h"
#include "starlark/runtime/mutate.h"
#include "starlark/spelling.h"

namespace starlark {
namespace {

void check_recursion(const ThreadState& t, const FunctionObject* f) {
  if (f->module->program->dialect.recursion) return;
  for (std::uint32_t i = t.depth; i-- > 0;)
    if (t.frames[i].function != nullptr && t.frames[i].function->code == f->code)
      raise(fmt::format("function {} calls itself, which is not allowed here", f->code->name),
            "use a loop with a bound");
}

/// Runs [f], whose parameters are the topmost values of the stack, from [locals] on.
Value run(Thread& thread, const FunctionObject* f, Value* locals) {
  ThreadState& t = thread.state();
  t.tick();
  check_recursion(t, f);
  const FunctionCode& code = *f->code;
  t.reserve(code.locals + 16);
  FrameRecord& frame = t.push_frame();
  frame = {f, {}, code.span};
  for (Value* end = locals + code.locals; t.sp < end;) *t.sp++ = Value();
  for (std::uint32_t slot : code.cells) {
    auto* cell = t.hs.make<CellObject>(Kind::kCell);
    cell->value = locals[slot];
    locals[slot] = Value::object(cell);
  }
  Value result = Evaluator(thread, f, locals, frame).run();
  t.pop_frame();
  t.sp = locals;
  return result;
}

std::string count_arguments(std::size_t n) {
  return fmt::format("{} positional argument{}", n, n == 1 ? "" : "s");
}

[[noreturn]] void too_many(const FunctionCode& code, std::size_t count) {
  raise(fmt::format(
      "{}: accepts {}{}, not {}", code.name, code.positional > 0 ? "at most " : "",
      code.positional > 0 ? count_arguments(code.positional) : "no positional arguments", count));
}

/// Binds the arguments of one call of a def to slots.
class Binder {
 public:
  Binder(Thread& thread, const FunctionObject* f, Value* slots)
      : t_(thread.state()),
        heap_(*t_.heap),
        f_(f),
        code_(*f->code),
        slots_(slots),
        named_(code_.positional + code_.keyword_only) {}

  void bind(std::span<const Argument> args, std::span<const Argument> kwargs) {
    positional(args);
    TableObject* rest = nullptr;
    if (code_.has_kwargs) {
      rest = new_dict(heap_);
      slots_[named_ + (code_.has_args ? 1 : 0)] = Value::object(rest);
    }
    for (const Argument& a : kwargs) named(a, rest);
    defaults();
  }

  /// Fills what is still unbound with the defaults.
  void defaults() {
    std::vector<std::string> missing;
    for (std::uint32_t i = 0; i < named_; ++i) {
      if (!slots_[i].is_bound()) slots_[i] = f_->default_values()[i];
      if (!slots_[i].is_bound()) missing.emplace_back(code_.param_names[i]);
    }
    if (!missing.empty())
      raise(fmt::format("{}: missing argument{} {}", code_.name, missing.size() == 1 ? "" : "s",
                        join_names(missing)));
  }

 private:
  void positional(std::span<const Argument> args) {
    std::size_t plain = std::min<std::size_t>(args.size(), code_.positional);
    for (std::size_t i = 0; i < plain; ++i) slots_[i] = args[i].value;
    if (code_.has_args) {
      std::vector<Value> rest;
      for (const Argument& a : args.subspan(plain)) rest.push_back(a.value);
      slots_[named_] = heap_.tuple(rest);
    } else if (args.size() > plain) {
      too_many(code_, args.size());
    }
  }

  void named(const Argument& a, TableObject* rest) {
    for (std::uint32_t i = 0; i < named_; ++i) {
      if (code_.param_names[i] != a.name) continue;
      if (slots_[i].is_bound())
        fail(a, fmt::format("{}: parameter `{}` is given twice", code_.name, a.name));
      slots_[i] = a.value;
      return;
    }
    if (rest != nullptr) return table_set(heap_, rest, heap_.string(a.name), a.value);
    std::vector<std::string> names(code_.param_names.begin(), code_.param_names.end());
    fail(a,
         fmt::format("{}: unexpected argument \"{}\"{}", code_.name, a.name,
                     did_you_mean(a.name, names)),
         names.empty() ? fmt::format("{} accepts no named arguments", code_.name)
                       : fmt::format("{} accepts {}", code_.name, join_names(names)));
  }

  [[noreturn]] void fail(const Argument& a, std::string message, std::string hint = {}) {
    EvalError e;
    e.error.message = std::move(message);
    e.error.hint = std::move(hint);
    if (a.end > 0) e.at = Span{a.begin, a.end};
    throw e;
  }

  ThreadState& t_;
  Heap& heap_;
  const FunctionObject* f_;
  const FunctionCode& code_;
  Value* slots_;
  std::uint32_t named_;
};

Value call_function(Thread& thread, const FunctionObject* f, std::span<const Argument> args,
                    std::span<const Argument> kwargs) {
  ThreadState& t = thread.state();
  t.push(Value::object(f));
  Value* locals = t.sp;
  const FunctionCode& code = *f->code;
  std::uint32_t slots =
      code.positional + code.keyword_only + (code.has_args ? 1 : 0) + (code.has_kwargs ? 1 : 0);
  for (std::uint32_t i = 0; i < slots; ++i) t.push(Value());
  Binder(thread, f, locals).bind(args, kwargs);
  Value result = run(thread, f, locals);
  t.pop();
  return result;
}

}  // namespace

Value call_function_plain(Thread& thread, const FunctionObject* f, std::uint32_t count) {
  ThreadState& t = thread.state();
  Value* locals = t.sp - count;
  const FunctionCode& code = *f->code;
  if (count == code.positional && code.keyword_only == 0 && !code.has_args && !code.has_kwargs)
    return run(thread, f, locals);
  if (count > code.positional && !code.has_args) too_many(code, count);
  if (count <= code.positional) {
    std::uint32_t slots = code.positional + code.keyword_only;
    t.reserve(slots + 2 - count);
    for (std::uint32_t i = count; i < slots; ++i) t.push(Value());
    if (code.has_args) t.push(t.heap->tuple());
    if (code.has_kwargs) t.push(t.heap->dict());
    Binder binder(thread, f, locals);
    binder.defaults();
    return run(thread, f, locals);
  }
  std::vector<Argument> args;
  for (std::uint32_t i = 0; i < count; ++i) args.push_back({{}, locals[i], 0, 0});
  Value result = call_function(thread, f, args, {});
  t.sp = locals;
  return result;
}

Value call_builtin(Thread& thread, const BuiltinDef& def, Value self, const CallSite* site,
                   std::span<const Argument> args, std::span<const Argument> kwargs) {
  ThreadState& t = thread.state();
  t.tick();
  Value* base = t.sp;
  Call call(thread, def.name, self, site, args, kwargs);
  call.bind(def);
  Value result = def.run(call);
  t.sp = base;
  return result;
}

Value call_value(Thread& thread, Value callee, const CallSite* site, std::span<const Argument> args,
                 std::span<const Argument> kwargs) {
  switch (callee.kind()) {
    case Kind::kFunction:
      return call_function(thread, cast<FunctionObject>(callee), args, kwargs);
    case Kind::kBuiltin: {
      auto* b = cast<BuiltinObject>(callee);
      return call_builtin(thread, *b->def, b->self, site, args, kwargs);
    }
    case Kind::kHost: {
      HostObject* host = as_host(callee);
      if (!host->callable()) break;
      thread.state().tick();
      Call call(thread, host->type_name(), callee, site, args, kwargs);
      return host->call(call);
    }
    default:
      break;
  }
  raise(fmt::format("{} cannot be called", a_type(callee)));
}

Value call_from_host(Thread& thread, Value callee, std::span<const Value> args,
                     std::span<const NamedValue> kwargs) {
  ThreadState& t = thread.state();
  if (callee.kind() == Kind::kFunction)
    if (auto heap = cast<FunctionObject>(callee)->module->heap.lock()) t.heap->keep(heap);
  t.push(callee);
  std::vector<Argument> positional, named;
  for (Value v : args) {
    t.push(v);
    positional.push_back({{}, v, 0, 0});
  }
  for (const NamedValue& n : kwargs) {
    t.push(n.value);
    named.push_back({n.name, n.value, 0, 0});
  }
  return call_value(thread, callee, nullptr, positional, named);
}

}  // namespace starlark
