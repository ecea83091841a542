// Whole numbers of any size. Up to 63 bits they are inline; beyond, GMP works on heap objects. No
// other file knows of GMP, except for what owns an IntObject's memory.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "starlark/heap.h"
#include "starlark/value.h"

namespace starlark {

constexpr std::int64_t kMaxSmall = (std::int64_t{1} << 62) - 1;
constexpr std::int64_t kMinSmall = -(std::int64_t{1} << 62);
constexpr bool fits_small(std::int64_t i) {
  return i >= kMinSmall && i <= kMaxSmall;
}

Value make_int(Heap& heap, std::int64_t i);

// All operands are ints. They fail the program on division by zero and on results that are too
// big for the heap.
Value int_add(Heap& heap, Value a, Value b);
Value int_sub(Heap& heap, Value a, Value b);
Value int_mul(Heap& heap, Value a, Value b);
Value int_floor_div(Heap& heap, Value a, Value b);
Value int_mod(Heap& heap, Value a, Value b);  ///< has the sign of b
Value int_and(Heap& heap, Value a, Value b);
Value int_or(Heap& heap, Value a, Value b);
Value int_xor(Heap& heap, Value a, Value b);
Value int_shl(Heap& heap, Value a, Value b);
Value int_shr(Heap& heap, Value a, Value b);
Value int_negate(Heap& heap, Value a);
Value int_invert(Heap& heap, Value a);

int int_sign(Value a);
std::strong_ordering int_compare(Value a, Value b);
/// Exact, not by rounding the int; NaN is above every number, as in Starlark's total order.
std::strong_ordering int_compare_double(Value a, double b);
/// Rounded to nearest, ties to even; infinite beyond the range.
double int_to_double(Value a);
/// The int that a finite double truncates to.
Value int_from_double(Heap& heap, double d);
/// Equal ints, and doubles equal to them, have equal hashes.
std::uint32_t int_hash(Value a);
std::uint32_t double_hash(double d);

/// Digits in base 2 to 36, lower case, "-" in front of negative ones.
std::string int_to_string(Value a, int base = 10);
/// The int that digits in this base stand for, without sign, prefix or blanks.
std::optional<Value> int_from_digits(Heap& heap, std::string_view digits, int base, bool negative);

}  // namespace starlark
