// Unions and the like of dicts and sets.
#pragma once

#include <optional>

#include "starlark/runtime/object.h"
#include "starlark/runtime/ops.h"

namespace starlark {

Value dict_union(Heap& heap, Value a, Value b);
/// Sets all entries of the dict [from] in [into].
void dict_update(Heap& heap, TableObject* into, Value from);

/// Adds the entries of a dict, or of an iterable of pairs, for the builtin that is called.
void dict_add(Call& call, TableObject* dict, Value from);

/// | & - ^ of two sets; nullopt for other operators.
std::optional<Value> set_binary(Heap& heap, BinaryOp op, Value a, Value b);

/// A new set of the elements of any iterable, which must be hashable.
Value make_set(Heap& heap, Value iterable);

}  // namespace starlark
