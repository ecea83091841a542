// Collects the errors that lexer, parser and resolver find in one file.
#pragma once

#include <string>
#include <vector>

#include "starlark/error.h"
#include "starlark/syntax/source.h"

namespace starlark {

class Diagnostics {
 public:
  /// More errors than these are counted but not told: later ones seldom help.
  static constexpr std::size_t kMost = 10;

  explicit Diagnostics(const Source& source) : source_(source) {}

  /// Records an error. A second one at the same offset is dropped as its echo.
  void error(Span at, std::string message, std::string hint = {});
  bool any() const { return !found_.empty(); }
  /// The first error with the others, in the order of the file. Only when any().
  Error take();

 private:
  struct Found {
    Span at;
    std::string message, hint;
  };
  Error located(Found found) const;

  const Source& source_;
  std::vector<Found> found_;
};

}  // namespace starlark
