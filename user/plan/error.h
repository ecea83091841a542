// The one error type that crosses module borders, and the Result that carries it.
#pragma once

#include <cstring>
#include <expected>
#include <string>
#include <utility>

#include "user/plan/place.h"

namespace mishap {

/// What went wrong, in words for the person who wrote the spec or the command line.
struct Error {
  std::string message;  ///< One line, no trailing full stop; says what was expected if that helps.
  std::string hint;     ///< What to do about it; empty when there is nothing to add.
  Place place;          ///< The place in the spec, when the error has one.
  std::string code;     ///< A diagnostic code such as LAUNCH_FAILED; empty for plain errors.

  /// Adds what was being done when the error came up: "CONTEXT: message".
  Error in(const std::string& context) && {
    message = context + ": " + message;
    return std::move(*this);
  }
};

template <typename T>
using Result = std::expected<T, Error>;

/// An error with no place: `return fail("...")`.
inline std::unexpected<Error> fail(std::string message, std::string hint = {}) {
  return std::unexpected(Error{std::move(message), std::move(hint), {}, {}});
}

/// An error that ends with the text of an errno value: "CONTEXT: No such file or directory".
inline std::unexpected<Error> fail_errno(const std::string& context, int error_number) {
  return fail(context + ": " + std::strerror(error_number));
}

}  // namespace mishap
