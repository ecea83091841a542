// The tokens of Starlark.
#pragma once

#include <cstdint>
#include <string_view>

#include "starlark/syntax/source.h"

namespace starlark {

enum class TokenKind : std::uint8_t {
  kEnd,
  kNewline,
  kIndent,
  kOutdent,
  kBad,
  kName,
  kInt,
  kFloat,
  kString,
  kBytes,
  kReserved,
  // Keywords.
  kAnd,
  kBreak,
  kContinue,
  kDef,
  kElif,
  kElse,
  kFor,
  kIf,
  kIn,
  kLambda,
  kLoad,
  kNot,
  kOr,
  kPass,
  kReturn,
  kWhile,
  // Punctuation.
  kLeftParen,
  kRightParen,
  kLeftBracket,
  kRightBracket,
  kLeftBrace,
  kRightBrace,
  kComma,
  kColon,
  kSemicolon,
  kDot,
  // Operators, and their assigning forms in the same order (see augmented()).
  kPlus,
  kMinus,
  kStar,
  kSlash,
  kSlashSlash,
  kPercent,
  kAmpersand,
  kPipe,
  kCaret,
  kShiftLeft,
  kShiftRight,
  kPlusAssign,
  kMinusAssign,
  kStarAssign,
  kSlashAssign,
  kSlashSlashAssign,
  kPercentAssign,
  kAmpersandAssign,
  kPipeAssign,
  kCaretAssign,
  kShiftLeftAssign,
  kShiftRightAssign,
  kTilde,
  kStarStar,
  kAssign,
  kEqual,
  kNotEqual,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Span span;
};

/// How error texts name a token of this kind: "`+=`", "a name", "the end of the line".
std::string_view describe(TokenKind kind);

/// The keyword that [word] is, kReserved for words that Starlark keeps back, else kName.
TokenKind classify_word(std::string_view word);

}  // namespace starlark
