// Collects the errors that lexer, parser and resolver find in one file.
#pragma once

#include <string>
#include <vector>

#include "starlark/error.h"
#include "starlark/syntax/source.h"

namespace starlark {

class Diagnostics {
 public:
  /// More errors than these are counted but not kept: later ones seldom help.
  static constexpr std::size_t kMost = 20;

  explicit Diagnostics(const Source& source) : source_(source) {}

  /// Records an error. A second one at the same offset is dropped as its echo.
  void error(Span at, std::string message, std::string hint = {});
  bool any() const { return !errors_.empty(); }
  /// All errors as one, in the order of the file. Only when any().
  Error take();

 private:
  const Source& source_;
  std::vector<Error> errors_;
  std::vector<std::uint32_t> offsets_;
};

}  // namespace starlark
