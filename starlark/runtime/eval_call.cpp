// Call expressions. The callee lies on the stack, its arguments above it, so that the collector
// sees them and a def finds its first locals where they are.
#include <fmt/format.h>

#include "starlark/runtime/eval.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/methods.h"

namespace starlark {
namespace {

/// What to underline for a call: from the called name on.
Span call_span(const CallExpr* e) {
  std::uint32_t begin = e->callee->kind == ExprKind::kDot
                            ? static_cast<const DotExpr*>(e->callee)->name_span.begin
                            : e->span.begin;
  return {begin, e->span.end};
}

}  // namespace

Value Evaluator::call(const CallExpr* e) {
  Value* base = t_.sp;
  const BuiltinDef* method = nullptr;
  if (e->callee->kind == ExprKind::kDot) {
    // x.m(...): a built-in method is called on x without a value for x.m in between.
    auto* dot = static_cast<const DotExpr*>(e->callee);
    Value object = eval(dot->object);
    t_.push(object);
    method = find_method(object.kind(), dot->name);
    if (method == nullptr) {
      at(dot->name_span);
      *base = get_attr(heap_, object, dot->name);
    }
  } else {
    t_.push(eval(e->callee));
  }
  Value result = e->plain ? call_plain(e, base, method) : call_general(e, base, method);
  t_.sp = base;
  return result;
}

Value Evaluator::call_plain(const CallExpr* e, Value* base, const BuiltinDef* method) {
  for (const ArgExpr& arg : e->args) t_.push(eval(arg.value));
  auto count = static_cast<std::uint32_t>(e->args.size());
  at(call_span(e));
  if (method == nullptr && base->kind() == Kind::kFunction)
    return call_function_plain(thread_, cast<FunctionObject>(*base), count);
  // Most calls of builtins have a handful of arguments; these need no allocation.
  constexpr std::uint32_t kFew = 4;
  Argument few[kFew];
  std::vector<Argument> many;
  Argument* args = few;
  if (count > kFew) {
    many.resize(count);
    args = many.data();
  }
  for (std::uint32_t i = 0; i < count; ++i)
    args[i] = {{}, base[i + 1], e->args[i].span.begin, e->args[i].span.end};
  return dispatch(base, method, {args, count}, {});
}

Value Evaluator::call_general(const CallExpr* e, Value* base, const BuiltinDef* method) {
  std::vector<Argument> args, kwargs;
  args.reserve(e->args.size());
  kwargs.reserve(e->args.size());
  for (const ArgExpr& arg : e->args) {
    Value v = eval(arg.value);
    t_.push(v);
    switch (arg.kind) {
      case ArgKind::kPositional:
        args.push_back({{}, v, arg.span.begin, arg.span.end});
        break;
      case ArgKind::kNamed:
        kwargs.push_back({arg.name, v, arg.span.begin, arg.span.end});
        break;
      case ArgKind::kStar:
        star(arg, args);
        break;
      case ArgKind::kStarStar:
        star_star(arg, kwargs);
        break;
    }
  }
  at(call_span(e));
  return dispatch(base, method, args, kwargs);
}

Value Evaluator::dispatch(Value* base, const BuiltinDef* method, std::span<const Argument> args,
                          std::span<const Argument> kwargs) {
  CallSite site{&frame_};
  if (method != nullptr) return call_builtin(thread_, *method, *base, &site, args, kwargs);
  return call_value(thread_, *base, &site, args, kwargs);
}

void Evaluator::star(const ArgExpr& arg, std::vector<Argument>& args) {
  at(arg.span);
  Value v = t_.sp[-1];
  if (!is_iterable(v))
    raise(fmt::format("the argument after * must be iterable, not {}", a_type(v)));
  for (Value element : collect_elements(heap_, v)) {
    t_.push(element);
    args.push_back({{}, element, arg.span.begin, arg.span.end});
  }
}

void Evaluator::star_star(const ArgExpr& arg, std::vector<Argument>& kwargs) {
  at(arg.span);
  Value v = t_.sp[-1];
  if (!v.is_dict()) raise(fmt::format("the argument after ** must be a dict, not {}", a_type(v)));
  for (auto [key, value] : dict_items(v)) {
    if (!key.is_string())
      raise(fmt::format("the keys after ** must be strings, not {}", repr(key)));
    for (const Argument& known : kwargs)
      if (known.name == as_string(key))
        raise(fmt::format("argument `{}` is there twice", known.name));
    t_.push(key);
    t_.push(value);
    kwargs.push_back({as_string(key), value, arg.span.begin, arg.span.end});
  }
}

}  // namespace starlark
