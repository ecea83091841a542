// Starlark's <, <=, > and >=: within numbers, strings, bytes, bools, lists, tuples and sets only.
#include <cmath>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

bool is_number(Value v) {
  return v.kind() == Kind::kInt || v.kind() == Kind::kFloat;
}

std::strong_ordering compare_numbers(Value a, Value b) {
  if (a.kind() == Kind::kInt && b.kind() == Kind::kInt) return int_compare(a, b);
  if (a.kind() == Kind::kInt) return int_compare_double(a, cast<FloatObject>(b)->value);
  if (b.kind() == Kind::kInt) return 0 <=> int_compare_double(b, cast<FloatObject>(a)->value);
  return compare_doubles(cast<FloatObject>(a)->value, cast<FloatObject>(b)->value);
}

std::strong_ordering compare_text(std::string_view a, std::string_view b) {
  return a.compare(b) <=> 0;
}

std::strong_ordering compare(Heap& heap, Value a, Value b, unsigned depth);

/// Sequences compare by their first difference, else by length.
std::strong_ordering compare_sequences(Heap& heap, std::span<const Value> a,
                                       std::span<const Value> b, unsigned depth) {
  if (depth > kMaxValueDepth) raise("these values are nested too deeply to be compared");
  for (std::size_t i = 0; i < a.size() && i < b.size(); ++i)
    if (!equal_values(a[i], b[i])) return compare(heap, a[i], b[i], depth + 1);
  return a.size() <=> b.size();
}

[[noreturn]] void no_order(Value a, Value b, std::string_view op) {
  raise(fmt::format("cannot compare {} {} {}", type_name(a), op, type_name(b)));
}

std::strong_ordering compare(Heap& heap, Value a, Value b, unsigned depth) {
  if (is_number(a) && is_number(b)) return compare_numbers(a, b);
  if (a.kind() == b.kind()) {
    switch (a.kind()) {
      case Kind::kBool:
        return a.as_bool() <=> b.as_bool();
      case Kind::kString:
      case Kind::kBytes:
        return compare_text(cast<StringObject>(a)->view(), cast<StringObject>(b)->view());
      case Kind::kList:
      case Kind::kTuple:
        return compare_sequences(heap, elements(a), elements(b), depth);
      default:
        break;
    }
  }
  // Elements of another kind: host objects may have an order, all else fails in ordered().
  if (ordered(heap, BinaryOp::kLess, a, b)) return std::strong_ordering::less;
  return ordered(heap, BinaryOp::kLess, b, a) ? std::strong_ordering::greater
                                              : std::strong_ordering::equal;
}

bool subset(const HashTable& a, const HashTable& b) {
  for (std::uint32_t i = a.next(0); i != HashTable::kNone; i = a.next(i + 1))
    if (b.find(a.entry(i).key, a.entry(i).hash) == HashTable::kNone) return false;
  return true;
}

bool ordered_sets(BinaryOp op, const HashTable& a, const HashTable& b) {
  switch (op) {
    case BinaryOp::kLess:
      return a.size() < b.size() && subset(a, b);
    case BinaryOp::kLessEqual:
      return a.size() <= b.size() && subset(a, b);
    case BinaryOp::kGreater:
      return b.size() < a.size() && subset(b, a);
    default:
      return b.size() <= a.size() && subset(b, a);
  }
}

}  // namespace

std::strong_ordering compare_doubles(double a, double b) {
  if (std::isnan(a) || std::isnan(b)) return std::isnan(a) <=> std::isnan(b);
  return a < b   ? std::strong_ordering::less
         : a > b ? std::strong_ordering::greater
                 : std::strong_ordering::equal;
}

bool less(Heap& heap, Value a, Value b) {
  return ordered(heap, BinaryOp::kLess, a, b);
}

bool ordered(Heap& heap, BinaryOp op, Value a, Value b) {
  if (a.kind() == Kind::kSet && b.kind() == Kind::kSet)
    return ordered_sets(op, cast<TableObject>(a)->table, cast<TableObject>(b)->table);
  if (a.kind() == Kind::kHost || b.kind() == Kind::kHost) return truth(binary(heap, op, a, b));
  bool comparable = (is_number(a) && is_number(b)) ||
                    (a.kind() == b.kind() && (a.is_string() || a.is_list() || a.is_tuple() ||
                                              a.is_bool() || a.kind() == Kind::kBytes));
  if (!comparable) no_order(a, b, spelling(op));
  std::strong_ordering order = compare(heap, a, b, 0);
  switch (op) {
    case BinaryOp::kLess:
      return order < 0;
    case BinaryOp::kLessEqual:
      return order <= 0;
    case BinaryOp::kGreater:
      return order > 0;
    default:
      return order >= 0;
  }
}

}  // namespace starlark
