// Binds every name of a parsed file to the place where its value will be, ahead of running it.
//
// A block is a file, a function or a comprehension. A name that is bound anywhere in a block is
// that block's throughout; others are sought outwards, then among the predeclared names; what is
// found nowhere is an error before anything runs. A variable that an inner function uses becomes
// a cell, which both share. The resolver also refuses what the grammar allows but the language,
// or the dialect, does not.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "starlark/syntax/ast.h"
#include "starlark/syntax/diagnostics.h"

namespace starlark {

/// Resolves [program] in place, filling `globals` and `constants`. [predeclared] are the names of
/// universe and environment. Errors go to [diagnostics].
void resolve(Program& program, std::span<const std::string> predeclared, Diagnostics& diagnostics);

}  // namespace starlark
