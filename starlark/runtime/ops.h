// What Starlark's operators and conversions do to values, each kind of operation in a file of its
// own. They fail the program by EvalError; places are the evaluator's business.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/heap.h"
#include "starlark/runtime/object.h"
#include "starlark/syntax/ast.h"
#include "starlark/value.h"

namespace starlark {

/// Nesting of values that comparing, hashing and printing follow.
inline constexpr unsigned kMaxValueDepth = 200;

// hash.cpp
/// The hash of a hashable value; fails for others.
std::uint32_t hash_value(Value v);
std::uint32_t hash_text(std::string_view text);
/// nullopt for a value that cannot be hashed.
std::optional<std::uint32_t> try_hash(Value v);

// equal.cpp, order.cpp
/// ==, failing on values that are nested too deeply (or in cycles).
bool equal_values(Value a, Value b);
/// <, <=, >, >=; fails for types that have no order.
bool ordered(Heap& heap, BinaryOp op, Value a, Value b);
/// Whether a sorts before b.
bool less(Heap& heap, Value a, Value b);
/// Total order of floats: NaN equals itself and is above all.
std::strong_ordering compare_doubles(double a, double b);

// repr.cpp
void append_repr(std::string& out, Value v, std::size_t limit);
void append_quoted(std::string& out, std::string_view text, bool bytes);
/// The escape of two characters that a quoted text, in Starlark as in JSON, has for [c]; else "".
std::string_view short_escape(char c);
/// repr and str within a byte limit that fails the program when passed.
std::string repr_checked(Heap& heap, Value v);
std::string str_checked(Heap& heap, Value v);

// binary.cpp, unary in the same
Value binary(Heap& heap, BinaryOp op, Value a, Value b);
Value unary(Heap& heap, UnaryOp op, Value v);
/// `item in container`.
bool contains(Heap& heap, Value container, Value item);
/// a OP= b: changes lists, dicts and sets in place, and returns what the target shall be.
Value augmented(Heap& heap, BinaryOp op, Value a, Value b);

// repeat.cpp
Value repeat(Heap& heap, Value sequence, Value count);
Value concatenate(Heap& heap, Value a, Value b);

// index.cpp
Value get_index(Heap& heap, Value object, Value index);
void set_index(Heap& heap, Value object, Value index, Value v);
/// object[low:high:step]; unbound or None parts are left out.
Value slice(Heap& heap, Value object, Value low, Value high, Value step);
/// An int index as an offset; fails unless it is an int.
std::int64_t index_number(Value v, std::string_view what);
/// [low, high) of a slice without step in a sequence of this length.
std::pair<std::int64_t, std::int64_t> slice_bounds(Value low, Value high, std::int64_t length);

// attr.cpp
Value get_attr(Heap& heap, Value object, std::string_view name);
std::optional<Value> find_attr(Heap& heap, Value object, std::string_view name);
void set_attr(Heap& heap, Value object, std::string_view name, Value v);
std::vector<std::string> attr_names(Value v);

// format.cpp
/// format % args.
Value format_percent(Heap& heap, std::string_view format, Value args);
/// format.format(*args, **kwargs).
Value format_braces(Heap& heap, std::string_view format, std::span<const Argument> args,
                    std::span<const Argument> kwargs);

// ranges
bool range_contains(const RangeObject& r, std::int64_t i);
Value make_range(Heap& heap, std::int64_t start, std::int64_t stop, std::int64_t step);

/// The type with its article, for error texts: "an int", "a list", "None".
std::string a_type(Value v);

}  // namespace starlark
