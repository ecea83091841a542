// Cuts source text into tokens, turning indentation into kIndent and kOutdent.
#pragma once

#include <vector>

#include "starlark/syntax/diagnostics.h"
#include "starlark/syntax/source.h"
#include "starlark/syntax/token.h"

namespace starlark {

/// All tokens of the file, kEnd last. What cannot be read becomes kBad, with an error in
/// [diagnostics]; the rest of the file is read all the same.
std::vector<Token> tokenize(const Source& source, Diagnostics& diagnostics);

}  // namespace starlark
