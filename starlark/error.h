// What goes wrong in a program, told so that its writer can put it right: message, place, the
// source line with the culprit underlined, the calls that led there, and a hint.
#pragma once

#include <any>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace starlark {

/// A place in a source file. Line and column count from 1, columns in characters (code points).
/// A default-made Place is "nowhere": host code.
struct Place {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;

  explicit operator bool() const { return line != 0; }
  /// "file:line:column", or "<host>" for nowhere.
  std::string to_string() const;
  friend bool operator==(const Place&, const Place&) = default;
};

/// One call on the way to an error.
struct Frame {
  std::string function;  ///< a def's name, "lambda", "<module>", or a builtin's name
  Place place;           ///< where in this function the next call (or the error) is
};

/// Coarse causes that an embedder may want to tell apart.
enum class ErrorCode : std::uint8_t {
  kSyntax,     ///< from the lexer, the parser or the resolver: nothing ran
  kRuntime,    ///< the program failed
  kHost,       ///< a builtin of the embedder failed by Call::fail
  kSteps,      ///< out of steps
  kMemory,     ///< out of the byte budget
  kDepth,      ///< calls nested too deeply
  kCancelled,  ///< the cancel flag was raised
  kLoad,       ///< a module cannot be found, read, or loads itself
};

struct Error {
  ErrorCode code = ErrorCode::kRuntime;
  std::string message;
  Place place;                   ///< innermost place in Starlark code
  std::string source_line;       ///< the text of that line; empty when there is no place
  std::uint32_t underline = 0;   ///< characters underlined from place.column on
  std::string hint;              ///< printed as "note: ..."; often empty
  std::vector<Frame> backtrace;  ///< innermost first
  std::any payload;              ///< whatever the failing builtin attached
  std::vector<Error> others;     ///< further syntax errors of the same file
  std::size_t omitted = 0;       ///< syntax errors after this one that were not kept

  /// "file:line:column: error: message", without a newline.
  std::string headline() const;
  /// The whole text, each line ended by a newline.
  std::string to_string(bool color = false) const;
};

template <typename T>
using Result = std::expected<T, Error>;

}  // namespace starlark
