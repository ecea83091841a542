// Turns source text into a syntax tree.
//
// Recursive descent for statements, precedence climbing over one table for binary operators. The
// parser is lax: what is grammatical but not allowed (a `while` in a dialect without it, a
// positional argument after a named one) is left to the resolver, which knows more to say about
// it. After an error parsing goes on with the next statement, so that one run reports all.
#pragma once

#include "starlark/syntax/ast.h"
#include "starlark/syntax/diagnostics.h"

namespace starlark {

/// Nesting that the parser accepts: each open bracket, block, lambda, `not`, sign and `else` of a
/// conditional expression counts one. It keeps the C++ stack small: a level may take ten frames,
/// one for each binding strength of operators.
inline constexpr unsigned kMaxNesting = 200;
/// Height of one expression's tree: also long chains of operators and calls count.
inline constexpr unsigned kMaxHeight = 1000;

/// Parses [program]'s source into its arena and sets `toplevel`. Errors go to [diagnostics]; with
/// errors the tree is incomplete and only good for finding more errors.
void parse(Program& program, Diagnostics& diagnostics);

}  // namespace starlark
