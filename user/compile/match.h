// The host's way through the tables: the same matchers as in the kernel, on a path that is text.
#pragma once

#include <cstdint>
#include <string_view>

#include "user/compile/compile.h"

namespace mishap::compile {

/// The set of path bits of a path, which must be normalised (no "//", ".", "..", no '/' at its end
/// but "/" itself). One that is not absolute has none.
uint64_t match_path(const ScopeImage& image, std::string_view path);

}  // namespace mishap::compile
