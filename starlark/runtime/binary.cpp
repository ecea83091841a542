// The operators.
#include <cmath>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"
#include "starlark/runtime/set_ops.h"

namespace starlark {
namespace {

bool is_number(Value v) {
  return v.kind() == Kind::kInt || v.kind() == Kind::kFloat;
}
bool is_sequence(Value v) {
  return v.is_string() || v.kind() == Kind::kBytes || v.is_list() || v.is_tuple();
}

[[noreturn]] void unsupported(BinaryOp op, Value a, Value b) {
  std::string hint;
  if (op == BinaryOp::kAdd && (a.is_string() || b.is_string()))
    hint = "str(x) makes a string of any value";
  raise(fmt::format("unsupported operation: {} {} {}", type_name(a), spelling(op), type_name(b)),
        hint);
}

double finite_double(Value v) {
  double d = *to_double(v);
  if (v.kind() == Kind::kInt && !std::isfinite(d)) raise("this int is too large for a float");
  return d;
}

double floor_mod(double a, double b) {
  double r = std::fmod(a, b);
  return r != 0 && (r < 0) != (b < 0) ? r + b : r;
}

Value float_arithmetic(Heap& heap, BinaryOp op, Value x, Value y) {
  double a = finite_double(x), b = finite_double(y);
  switch (op) {
    case BinaryOp::kAdd:
      return heap.real(a + b);
    case BinaryOp::kSub:
      return heap.real(a - b);
    case BinaryOp::kMul:
      return heap.real(a * b);
    case BinaryOp::kDiv:
      if (b == 0) raise("floating-point division by zero");
      return heap.real(a / b);
    case BinaryOp::kFloorDiv:
      if (b == 0) raise("floored division by zero");
      return heap.real(std::floor(a / b));
    case BinaryOp::kMod:
      if (b == 0) raise("floating-point modulo by zero");
      return heap.real(floor_mod(a, b));
    default:
      unsupported(op, x, y);
  }
}

Value int_arithmetic(Heap& heap, BinaryOp op, Value a, Value b) {
  switch (op) {
    case BinaryOp::kAdd:
      return int_add(heap, a, b);
    case BinaryOp::kSub:
      return int_sub(heap, a, b);
    case BinaryOp::kMul:
      return int_mul(heap, a, b);
    case BinaryOp::kFloorDiv:
      return int_floor_div(heap, a, b);
    case BinaryOp::kMod:
      return int_mod(heap, a, b);
    case BinaryOp::kAnd:
      return int_and(heap, a, b);
    case BinaryOp::kOr:
      return int_or(heap, a, b);
    case BinaryOp::kXor:
      return int_xor(heap, a, b);
    case BinaryOp::kShl:
      return int_shl(heap, a, b);
    case BinaryOp::kShr:
      return int_shr(heap, a, b);
    default:
      return float_arithmetic(heap, op, a, b);
  }
}

std::optional<Op> host_op(BinaryOp op) {
  switch (op) {
    case BinaryOp::kEqual:
    case BinaryOp::kNotEqual:
    case BinaryOp::kNotIn:
      return std::nullopt;
    case BinaryOp::kLess:
      return Op::kLess;
    case BinaryOp::kLessEqual:
      return Op::kLessEqual;
    case BinaryOp::kGreater:
      return Op::kGreater;
    case BinaryOp::kGreaterEqual:
      return Op::kGreaterEqual;
    case BinaryOp::kIn:
      return Op::kIn;
    default:
      return static_cast<Op>(op);  // Arithmetic is in the same order.
  }
}

std::optional<Value> host_binary(Heap& heap, BinaryOp op, Value a, Value b) {
  auto as_op = host_op(op);
  if (!as_op) return std::nullopt;
  if (HostObject* host = as_host(a))
    if (auto result = host->binary(heap, *as_op, b, false)) return result;
  if (HostObject* host = as_host(b)) return host->binary(heap, *as_op, a, true);
  return std::nullopt;
}

std::optional<Value> collection_binary(Heap& heap, BinaryOp op, Value a, Value b) {
  if (op == BinaryOp::kAdd && a.kind() == b.kind() && is_sequence(a))
    return concatenate(heap, a, b);
  if (op == BinaryOp::kMul && is_sequence(a) && b.is_int()) return repeat(heap, a, b);
  if (op == BinaryOp::kMul && is_sequence(b) && a.is_int()) return repeat(heap, b, a);
  if (op == BinaryOp::kMod && a.is_string()) return format_percent(heap, as_string(a), b);
  if (op == BinaryOp::kOr && a.is_dict() && b.is_dict()) return dict_union(heap, a, b);
  if (a.kind() == Kind::kSet && b.kind() == Kind::kSet) return set_binary(heap, op, a, b);
  return std::nullopt;
}

/// What cannot be hashed is no key, and so not in there.
bool in_table(const HashTable& table, Value item) {
  auto hash = try_hash(item);
  return hash && table.find(item, *hash) != HashTable::kNone;
}

}  // namespace

Value binary(Heap& heap, BinaryOp op, Value a, Value b) {
  switch (op) {
    case BinaryOp::kEqual:
      return Value::boolean(equal_values(a, b));
    case BinaryOp::kNotEqual:
      return Value::boolean(!equal_values(a, b));
    case BinaryOp::kIn:
      return Value::boolean(contains(heap, b, a));
    case BinaryOp::kNotIn:
      return Value::boolean(!contains(heap, b, a));
    default:
      break;
  }
  if (a.kind() == Kind::kInt && b.kind() == Kind::kInt && op <= BinaryOp::kShr)
    return int_arithmetic(heap, op, a, b);
  if (is_number(a) && is_number(b) && op <= BinaryOp::kMod) return float_arithmetic(heap, op, a, b);
  if (a.kind() == Kind::kHost || b.kind() == Kind::kHost) {
    if (auto result = host_binary(heap, op, a, b)) return *result;
    unsupported(op, a, b);
  }
  if (op >= BinaryOp::kLess) return Value::boolean(ordered(heap, op, a, b));
  if (auto result = collection_binary(heap, op, a, b)) return *result;
  unsupported(op, a, b);
}

Value unary(Heap& heap, UnaryOp op, Value v) {
  bool is_int = v.kind() == Kind::kInt, is_float = v.kind() == Kind::kFloat;
  if (op == UnaryOp::kNot) return Value::boolean(!truth(v));
  if (op == UnaryOp::kPlus && (is_int || is_float)) return v;
  if (op == UnaryOp::kMinus && is_int) return int_negate(heap, v);
  if (op == UnaryOp::kMinus && is_float) return heap.real(-cast<FloatObject>(v)->value);
  if (op == UnaryOp::kInvert && is_int) return int_invert(heap, v);
  raise(fmt::format("unsupported operation: {}{}",
                    op == UnaryOp::kPlus    ? "+"
                    : op == UnaryOp::kMinus ? "-"
                                            : "~",
                    type_name(v)));
}

bool contains(Heap& heap, Value container, Value item) {
  switch (container.kind()) {
    case Kind::kString:
      if (!item.is_string()) break;
      return as_string(container).find(as_string(item)) != std::string_view::npos;
    case Kind::kBytes:
      if (item.kind() == Kind::kBytes)
        return as_bytes(container).find(as_bytes(item)) != std::string_view::npos;
      if (auto byte = to_int64(item); byte && *byte >= 0 && *byte < 256)
        return as_bytes(container).find(static_cast<char>(*byte)) != std::string_view::npos;
      if (item.is_int()) raise("a byte must be in the range 0 to 255");
      break;
    case Kind::kList:
    case Kind::kTuple:
      for (Value e : elements(container))
        if (equal_values(e, item)) return true;
      return false;
    case Kind::kDict:
    case Kind::kSet:
      return in_table(cast<TableObject>(container)->table, item);
    case Kind::kRange: {
      auto i = to_int64(item);
      if (item.kind() == Kind::kFloat && *to_double(item) == std::trunc(*to_double(item)))
        i = to_int64(int_from_double(heap, *to_double(item)));
      return i && range_contains(*cast<RangeObject>(container), *i);
    }
    case Kind::kHost: {
      HostObject* host = as_host(container);
      if (auto result = host->binary(heap, Op::kIn, item, true)) return truth(*result);
      if (auto result = host->index(heap, item)) return result->is_bound();
      break;
    }
    default:
      break;
  }
  raise(fmt::format("unsupported operation: {} in {}", type_name(item), type_name(container)),
        container.is_string() ? "only a string can be in a string" : "");
}

Value augmented(Heap& heap, BinaryOp op, Value a, Value b) {
  if (op == BinaryOp::kAdd && a.is_list() && (is_iterable(b))) {
    auto* list = cast<ListObject>(a);
    check_mutable(list, "append to");
    std::vector<Value> more = collect_elements(heap, b);
    list_reserve(heap, list, more.size());
    for (Value v : more) list->elements.push(v);
    return a;
  }
  if (op == BinaryOp::kOr && a.is_dict() && b.is_dict()) {
    dict_update(heap, cast<TableObject>(a), b);
    return a;
  }
  return binary(heap, op, a, b);
}

}  // namespace starlark
