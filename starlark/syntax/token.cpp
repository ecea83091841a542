// The words of the language, and what each kind of token is called in error texts.
#include "starlark/syntax/token.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace starlark {
namespace {

struct Word {
  std::string_view text;
  TokenKind kind;
};

constexpr Word kWords[] = {
    {"and", TokenKind::kAnd},
    {"break", TokenKind::kBreak},
    {"continue", TokenKind::kContinue},
    {"def", TokenKind::kDef},
    {"elif", TokenKind::kElif},
    {"else", TokenKind::kElse},
    {"for", TokenKind::kFor},
    {"if", TokenKind::kIf},
    {"in", TokenKind::kIn},
    {"lambda", TokenKind::kLambda},
    {"load", TokenKind::kLoad},
    {"not", TokenKind::kNot},
    {"or", TokenKind::kOr},
    {"pass", TokenKind::kPass},
    {"return", TokenKind::kReturn},
    {"while", TokenKind::kWhile},
};

constexpr std::string_view kReservedWords[] = {
    "as",     "async",  "await", "class",    "del",   "except", "finally", "from",
    "global", "import", "is",    "nonlocal", "raise", "try",    "with",    "yield"};

constexpr std::string_view kDescriptions[] = {"the end of the file",
                                              "the end of the line",
                                              "an indented block",
                                              "the end of the block",
                                              "an unreadable token",
                                              "a name",
                                              "an int",
                                              "a float",
                                              "a string",
                                              "a bytes literal",
                                              "a reserved word",
                                              "`and`",
                                              "`break`",
                                              "`continue`",
                                              "`def`",
                                              "`elif`",
                                              "`else`",
                                              "`for`",
                                              "`if`",
                                              "`in`",
                                              "`lambda`",
                                              "`load`",
                                              "`not`",
                                              "`or`",
                                              "`pass`",
                                              "`return`",
                                              "`while`",
                                              "`(`",
                                              "`)`",
                                              "`[`",
                                              "`]`",
                                              "`{`",
                                              "`}`",
                                              "`,`",
                                              "`:`",
                                              "`;`",
                                              "`.`",
                                              "`+`",
                                              "`-`",
                                              "`*`",
                                              "`/`",
                                              "`//`",
                                              "`%`",
                                              "`&`",
                                              "`|`",
                                              "`^`",
                                              "`<<`",
                                              "`>>`",
                                              "`+=`",
                                              "`-=`",
                                              "`*=`",
                                              "`/=`",
                                              "`//=`",
                                              "`%=`",
                                              "`&=`",
                                              "`|=`",
                                              "`^=`",
                                              "`<<=`",
                                              "`>>=`",
                                              "`~`",
                                              "`**`",
                                              "`=`",
                                              "`==`",
                                              "`!=`",
                                              "`<`",
                                              "`<=`",
                                              "`>`",
                                              "`>=`"};
static_assert(std::size(kDescriptions) == static_cast<std::size_t>(TokenKind::kGreaterEqual) + 1);

}  // namespace

std::string_view describe(TokenKind kind) {
  return kDescriptions[static_cast<std::size_t>(kind)];
}

TokenKind classify_word(std::string_view word) {
  for (const Word& w : kWords)
    if (w.text == word) return w.kind;
  bool reserved = std::ranges::find(kReservedWords, word) != std::end(kReservedWords);
  return reserved ? TokenKind::kReserved : TokenKind::kName;
}

}  // namespace starlark
