// How running code fails inside the library: one C++ exception, caught where the host called in.
#pragma once

#include <any>
#include <optional>
#include <string>

#include "starlark/error.h"
#include "starlark/syntax/source.h"

namespace starlark {

/// Thrown without a place: the evaluator has noted where it is (Frame::span) before each step
/// that can fail, and the catcher at the border adds place and backtrace.
struct EvalError {
  Error error;
  std::optional<Span> at = {};  ///< points elsewhere in the innermost Starlark frame than its span
  bool placed = false;          ///< an Error from another run: only the backtrace is added to
};

/// Fails the running program.
[[noreturn]] void raise(std::string message, std::string hint = {});
[[noreturn]] void raise(ErrorCode code, std::string message, std::string hint = {});

}  // namespace starlark
