// The evaluator's walk over expressions. What is evaluated early and needed late is kept on the
// value stack, where the collector finds it.
#include <fmt/format.h>

#include "starlark/runtime/eval.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"

namespace starlark {

Value Evaluator::eval(const Expr* e) {
  t_.check_native_stack();
  switch (e->kind) {
    case ExprKind::kLiteral:
      return module_.constants[static_cast<const LiteralExpr*>(e)->constant];
    case ExprKind::kName:
      return name(static_cast<const NameExpr*>(e));
    case ExprKind::kTuple:
    case ExprKind::kList:
      return sequence(static_cast<const SequenceExpr*>(e));
    case ExprKind::kDict:
      return dict(static_cast<const DictExpr*>(e));
    case ExprKind::kUnary: {
      auto* u = static_cast<const UnaryExpr*>(e);
      Value v = eval(u->operand);
      at(e->span);
      return unary(heap_, u->op, v);
    }
    case ExprKind::kBinary:
      return binary(static_cast<const BinaryExpr*>(e));
    case ExprKind::kAnd: {
      Value v = eval(static_cast<const BinaryExpr*>(e)->left);
      return truth(v) ? eval(static_cast<const BinaryExpr*>(e)->right) : v;
    }
    case ExprKind::kOr: {
      Value v = eval(static_cast<const BinaryExpr*>(e)->left);
      return truth(v) ? v : eval(static_cast<const BinaryExpr*>(e)->right);
    }
    case ExprKind::kConditional: {
      auto* c = static_cast<const ConditionalExpr*>(e);
      return eval(truth(eval(c->condition)) ? c->then : c->otherwise);
    }
    case ExprKind::kDot:
      return dot(static_cast<const DotExpr*>(e));
    case ExprKind::kIndex:
      return index(static_cast<const IndexExpr*>(e));
    case ExprKind::kSlice:
      return slice(static_cast<const SliceExpr*>(e));
    case ExprKind::kCall:
      return call(static_cast<const CallExpr*>(e));
    case ExprKind::kLambda:
      return closure(static_cast<const LambdaExpr*>(e)->code);
    case ExprKind::kComprehension:
      return comprehension(static_cast<const ComprehensionExpr*>(e));
  }
  __builtin_unreachable();
}

Value Evaluator::name(const NameExpr* e) {
  Value v;
  switch (e->scope) {
    case Scope::kLocal:
      v = locals_[e->slot];
      break;
    case Scope::kCell:
      v = cast<CellObject>(locals_[e->slot])->value;
      break;
    case Scope::kFree:
      v = cast<CellObject>(function_->capture(e->slot))->value;
      break;
    case Scope::kGlobal:
      v = module_.globals[e->slot];
      break;
    case Scope::kConstant:
      return module_.constants[e->slot];
    case Scope::kUnresolved:
      break;
  }
  if (!v.is_bound()) unbound(e);
  return v;
}

void Evaluator::unbound(const NameExpr* e) {
  at(e->span);
  bool global = e->scope == Scope::kGlobal;
  raise(fmt::format("{} variable `{}` is used before it is assigned", global ? "global" : "local",
                    e->name));
}

Value Evaluator::sequence(const SequenceExpr* e) {
  Value* base = t_.sp;
  for (const Expr* element : e->elements) t_.push(eval(element));
  at(e->span);
  std::span<const Value> values(base, t_.sp);
  Value v = e->kind == ExprKind::kTuple ? heap_.tuple(values) : heap_.list(values);
  t_.sp = base;
  return v;
}

Value Evaluator::dict(const DictExpr* e) {
  TableObject* dict = new_dict(heap_);
  t_.push(Value::object(dict));
  for (const DictEntry& entry : e->entries) {
    Value key = eval(entry.key);
    t_.push(key);
    Value value = eval(entry.value);
    t_.pop();
    at(entry.key->span);
    std::uint32_t hash = hash_value(key);
    if (dict->table.find(key, hash) != HashTable::kNone) {
      std::string shown;
      append_repr(shown, key, 100);
      raise(fmt::format("the key {} is there twice", shown));
    }
    table_put(heap_, dict, key, value, hash);
  }
  return t_.pop();
}

/// Operators on two inline ints, which is what loops are made of. Unbound: the general way.
Value Evaluator::small_binary(const BinaryExpr* e, std::int64_t a, std::int64_t b) {
  std::int64_t r;
  switch (e->op) {
    case BinaryOp::kAdd:
      r = a + b;
      break;
    case BinaryOp::kSub:
      r = a - b;
      break;
    case BinaryOp::kMul:
      if (__builtin_mul_overflow(a, b, &r)) return {};
      break;
    case BinaryOp::kAnd:
      return Value::small_int(a & b);
    case BinaryOp::kOr:
      return Value::small_int(a | b);
    case BinaryOp::kXor:
      return Value::small_int(a ^ b);
    case BinaryOp::kMod:
      if (a < 0 || b <= 0) return {};
      return Value::small_int(a % b);
    case BinaryOp::kFloorDiv:
      if (a < 0 || b <= 0) return {};
      return Value::small_int(a / b);
    case BinaryOp::kEqual:
      return Value::boolean(a == b);
    case BinaryOp::kNotEqual:
      return Value::boolean(a != b);
    case BinaryOp::kLess:
      return Value::boolean(a < b);
    case BinaryOp::kLessEqual:
      return Value::boolean(a <= b);
    case BinaryOp::kGreater:
      return Value::boolean(a > b);
    case BinaryOp::kGreaterEqual:
      return Value::boolean(a >= b);
    default:
      return {};
  }
  return fits_small(r) ? Value::small_int(r) : Value();
}

Value Evaluator::binary(const BinaryExpr* e) {
  Value a = eval(e->left);
  Value b;
  if (e->right->kind <= ExprKind::kName) {
    b = eval(e->right);  // Runs no code, so nothing is collected meanwhile.
  } else {
    t_.push(a);
    b = eval(e->right);
    t_.pop();
  }
  if (a.is_small_int() && b.is_small_int()) {
    Value r = small_binary(e, a.as_small_int(), b.as_small_int());
    if (r.is_bound()) return r;
  }
  at(e->span);
  return starlark::binary(heap_, e->op, a, b);
}

Value Evaluator::dot(const DotExpr* e) {
  Value object = eval(e->object);
  at(e->name_span);
  return get_attr(heap_, object, e->name);
}

Value Evaluator::index(const IndexExpr* e) {
  Value object = eval(e->object);
  t_.push(object);
  Value i = eval(e->index);
  t_.pop();
  at(e->span);
  if (object.is_list() && i.is_small_int()) {
    ValueArray& all = cast<ListObject>(object)->elements;
    auto offset = static_cast<std::uint64_t>(i.as_small_int());
    if (offset < all.size()) return all[offset];
  }
  return get_index(heap_, object, i);
}

Value Evaluator::slice(const SliceExpr* e) {
  Value* base = t_.sp;
  t_.push(eval(e->object));
  for (const Expr* part : {e->low, e->high, e->step})
    t_.push(part != nullptr ? eval(part) : Value());
  at(e->span);
  Value v = starlark::slice(heap_, base[0], base[1], base[2], base[3]);
  t_.sp = base;
  return v;
}

/// Makes a function: evaluates its defaults, takes its captures.
Value Evaluator::closure(const FunctionCode* code) {
  Value* base = t_.sp;
  std::uint32_t count = code->positional + code->keyword_only;
  t_.reserve(count);
  std::uint32_t positional = 0, keyword_only = code->positional;
  bool after_star = false;
  for (std::uint32_t i = 0; i < count; ++i) t_.push(Value());
  for (const ParamExpr& p : code->params) {
    if (p.kind != ParamKind::kPlain) {
      after_star = true;
      continue;
    }
    std::uint32_t slot = after_star ? keyword_only++ : positional++;
    if (p.default_value != nullptr) base[slot] = eval(p.default_value);
  }
  at(code->span);
  auto captures = static_cast<std::uint32_t>(code->captures.size());
  auto* f = t_.hs.make<FunctionObject>(Kind::kFunction, (count + captures) * sizeof(Value));
  f->code = code;
  f->module = &module_;
  f->defaults = count;
  f->captures = captures;
  Value* to = std::copy(base, base + count, f->data());
  for (const Capture& c : code->captures)
    *to++ = c.from_local ? locals_[c.index] : function_->capture(c.index);
  t_.sp = base;
  return Value::object(f);
}

Value Evaluator::comprehension(const ComprehensionExpr* e) {
  Value first = eval(e->clauses[0].operand);
  at(e->clauses[0].operand->span);
  t_.push(iterable(heap_, first));
  for (std::uint32_t slot : e->slots) locals_[slot] = Value();
  for (std::uint32_t slot : e->cells)
    locals_[slot] = Value::object(t_.hs.make<CellObject>(Kind::kCell));
  Value result = e->value != nullptr ? heap_.dict() : heap_.list();
  t_.push(result);
  clauses(e, 0, result);
  t_.pop();
  t_.pop();
  return result;
}

void Evaluator::clauses(const ComprehensionExpr* e, std::size_t i, Value result) {
  if (i == e->clauses.size()) return element(e, result);
  const ClauseExpr& clause = e->clauses[i];
  if (clause.target == nullptr) {
    if (truth(eval(clause.operand))) clauses(e, i + 1, result);
    return;
  }
  Value source;
  if (i == 0) {
    source = t_.sp[-2];  // Already evaluated, below the result.
  } else {
    source = eval(clause.operand);
    at(clause.operand->span);
    source = iterable(heap_, source);
  }
  t_.push(source);
  Iterator it(heap_, source);
  for (Value v; it.next(v);) {
    t_.push(v);
    t_.tick();
    t_.pop();
    at(clause.target->span);
    assign(clause.target, v);
    clauses(e, i + 1, result);
  }
  t_.pop();
}

void Evaluator::element(const ComprehensionExpr* e, Value result) {
  Value v = eval(e->element);
  if (e->value == nullptr) {
    at(e->element->span);
    return list_append(heap_, cast<ListObject>(result), v);
  }
  t_.push(v);
  Value value = eval(e->value);
  t_.pop();
  at(e->element->span);
  table_set(heap_, cast<TableObject>(result), v, value);
}

}  // namespace starlark
