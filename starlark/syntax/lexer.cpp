// One pass over the text. Inside brackets line ends are blanks; outside, the first token of each
// line is measured against the stack of open indentations (a tab advances to a multiple of 8).
#include "starlark/syntax/lexer.h"

#include <cctype>
#include <string>

#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_word_start(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_word(char c) {
  return is_word_start(c) || is_digit(c);
}

/// Words that begin a statement and occur in no expression: at the start of a line inside brackets
/// they tell that a bracket was left open above.
bool begins_statement(TokenKind kind) {
  switch (kind) {
    case TokenKind::kDef:
    case TokenKind::kReturn:
    case TokenKind::kPass:
    case TokenKind::kBreak:
    case TokenKind::kContinue:
    case TokenKind::kElif:
    case TokenKind::kWhile:
      return true;
    default:
      return false;
  }
}

struct Operator {
  std::string_view text;
  TokenKind kind;
};

/// Longest first, so that the first match is the right one.
constexpr Operator kOperators[] = {{"//=", TokenKind::kSlashSlashAssign},
                                   {"<<=", TokenKind::kShiftLeftAssign},
                                   {">>=", TokenKind::kShiftRightAssign},
                                   {"**", TokenKind::kStarStar},
                                   {"//", TokenKind::kSlashSlash},
                                   {"<<", TokenKind::kShiftLeft},
                                   {">>", TokenKind::kShiftRight},
                                   {"==", TokenKind::kEqual},
                                   {"!=", TokenKind::kNotEqual},
                                   {"<=", TokenKind::kLessEqual},
                                   {">=", TokenKind::kGreaterEqual},
                                   {"+=", TokenKind::kPlusAssign},
                                   {"-=", TokenKind::kMinusAssign},
                                   {"*=", TokenKind::kStarAssign},
                                   {"/=", TokenKind::kSlashAssign},
                                   {"%=", TokenKind::kPercentAssign},
                                   {"&=", TokenKind::kAmpersandAssign},
                                   {"|=", TokenKind::kPipeAssign},
                                   {"^=", TokenKind::kCaretAssign},
                                   {"+", TokenKind::kPlus},
                                   {"-", TokenKind::kMinus},
                                   {"*", TokenKind::kStar},
                                   {"/", TokenKind::kSlash},
                                   {"%", TokenKind::kPercent},
                                   {"&", TokenKind::kAmpersand},
                                   {"|", TokenKind::kPipe},
                                   {"^", TokenKind::kCaret},
                                   {"~", TokenKind::kTilde},
                                   {"=", TokenKind::kAssign},
                                   {"<", TokenKind::kLess},
                                   {">", TokenKind::kGreater},
                                   {",", TokenKind::kComma},
                                   {":", TokenKind::kColon},
                                   {";", TokenKind::kSemicolon},
                                   {".", TokenKind::kDot},
                                   {"(", TokenKind::kLeftParen},
                                   {")", TokenKind::kRightParen},
                                   {"[", TokenKind::kLeftBracket},
                                   {"]", TokenKind::kRightBracket},
                                   {"{", TokenKind::kLeftBrace},
                                   {"}", TokenKind::kRightBrace}};

class Lexer {
 public:
  Lexer(const Source& source, Diagnostics& diagnostics)
      : text_(source.text()), diagnostics_(diagnostics) {}

  std::vector<Token> run();

 private:
  char peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  bool at_end() const { return at_ >= text_.size(); }
  Span from(std::size_t begin) const {
    return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)};
  }
  void emit(TokenKind kind, std::size_t begin) { tokens_.push_back({kind, from(begin)}); }
  void bad(std::size_t begin, std::string message, std::string hint = {});

  void line_start();
  void skip_blanks();
  void newline();
  void indent_to(std::uint32_t column, std::size_t begin);
  void token();
  void word();
  void number();
  bool digits(bool (*accept)(char));
  bool string_prefix();
  void string(std::size_t begin, bool raw, bool bytes);
  void punctuation();
  void bracket(TokenKind kind, std::size_t begin);
  void unexpected_character();
  void report_open_bracket();

  std::string_view text_;
  Diagnostics& diagnostics_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::vector<std::uint32_t> indents_{0};
  std::uint32_t tolerated_ = UINT32_MAX;  ///< a wrong indentation that has been told once
  std::vector<Token> brackets_;
  bool fresh_line_ = true;  ///< no token since the line began
};

void Lexer::bad(std::size_t begin, std::string message, std::string hint) {
  diagnostics_.error(from(begin), std::move(message), std::move(hint));
  emit(TokenKind::kBad, begin);
}

std::vector<Token> Lexer::run() {
  if (std::size_t wrong = find_invalid_utf8(text_); wrong != std::string_view::npos) {
    at_ = wrong + 1;
    diagnostics_.error(from(wrong), "the file is not valid UTF-8 here");
    return {{TokenKind::kEnd, from(wrong)}};  // It may be no text at all: all else would be noise.
  }
  if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  line_start();
  while (!at_end()) token();
  std::size_t end = text_.size();
  if (!brackets_.empty()) {
    report_open_bracket();
    emit(TokenKind::kBad, end);
  }
  if (!tokens_.empty() && tokens_.back().kind != TokenKind::kNewline)
    emit(TokenKind::kNewline, end);
  for (; indents_.size() > 1; indents_.pop_back()) emit(TokenKind::kOutdent, end);
  emit(TokenKind::kEnd, end);
  return std::move(tokens_);
}

/// Skips lines without code and compares the next line's indentation with that before.
void Lexer::line_start() {
  for (;;) {
    std::size_t begin = at_;
    std::uint32_t column = 0;
    for (; peek() == ' ' || peek() == '\t'; ++at_)
      column = peek() == '\t' ? (column | 7) + 1 : column + 1;
    if (peek() == '#')
      while (!at_end() && peek() != '\n') ++at_;
    if (peek() == '\r' && peek(1) == '\n') ++at_;
    if (peek() == '\n') {
      ++at_;
      continue;
    }
    fresh_line_ = true;
    if (!at_end()) indent_to(column, begin);
    return;
  }
}

void Lexer::indent_to(std::uint32_t column, std::size_t begin) {
  if (column == tolerated_) column = indents_.back();
  if (column > indents_.back()) {
    indents_.push_back(column);
    emit(TokenKind::kIndent, begin);
    return;
  }
  while (column < indents_.back()) {
    indents_.pop_back();
    emit(TokenKind::kOutdent, at_);
  }
  if (column == indents_.back()) return;
  diagnostics_.error({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(at_)},
                     "this indentation matches no enclosing block");
  tolerated_ = column;
}

void Lexer::skip_blanks() {
  for (; !at_end(); ++at_) {
    if (peek() == ' ' || peek() == '\t' || (peek() == '\r' && peek(1) == '\n')) continue;
    if (peek() == '\\' && peek(1) == '\n') {
      ++at_;
      continue;
    }
    if (peek() == '\\' && peek(1) == '\r' && peek(2) == '\n') {
      at_ += 2;
      continue;
    }
    if (peek() == '#') {
      while (at_ + 1 < text_.size() && peek(1) != '\n') ++at_;
      continue;
    }
    if (peek() == '\n' && !brackets_.empty()) {
      fresh_line_ = true;
      continue;
    }
    return;
  }
}

void Lexer::newline() {
  std::size_t begin = at_++;
  emit(TokenKind::kNewline, begin);
  line_start();
}

void Lexer::token() {
  skip_blanks();
  if (at_end()) return;
  char c = peek();
  if (c == '\n') return newline();
  if (is_digit(c) || (c == '.' && is_digit(peek(1)))) {
    number();
  } else if (c == '"' || c == '\'') {
    string(at_, false, false);
  } else if (is_word_start(c)) {
    if (!string_prefix()) word();
  } else {
    punctuation();
  }
  fresh_line_ = false;
}

void Lexer::word() {
  std::size_t begin = at_;
  if (static_cast<unsigned char>(peek()) >= 0x80 && is_odd_character(text_.substr(at_)))
    return unexpected_character();
  while (is_word(peek()) &&
         !(static_cast<unsigned char>(peek()) >= 0x80 && is_odd_character(text_.substr(at_))))
    ++at_;
  TokenKind kind = classify_word(text_.substr(begin, at_ - begin));
  bool toplevel_load = kind == TokenKind::kLoad && (begin == 0 || text_[begin - 1] == '\n');
  if (!brackets_.empty() && fresh_line_ && (begins_statement(kind) || toplevel_load)) {
    report_open_bracket();
    brackets_.clear();
    at_ = begin;
    emit(TokenKind::kBad, begin);  // The parser gives the statement up without a word of its own.
    emit(TokenKind::kNewline, begin);
    while (at_ > 0 && text_[at_ - 1] != '\n') --at_;
    return line_start();
  }
  emit(kind, begin);
}

bool Lexer::digits(bool (*accept)(char)) {
  std::size_t begin = at_;
  while (accept(peek())) ++at_;
  return at_ > begin;
}

void Lexer::number() {
  std::size_t begin = at_;
  char base = peek() == '0' ? static_cast<char>(std::tolower(peek(1))) : '\0';
  bool good = true, is_float = false;
  if (base == 'x' || base == 'o' || base == 'b') {
    at_ += 2;
    good = base == 'x'
               ? digits([](char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; })
           : base == 'o' ? digits([](char c) { return c >= '0' && c <= '7'; })
                         : false;
  } else {
    digits(is_digit);
    if (peek() == '.') {
      ++at_;
      is_float = true;
      digits(is_digit);
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      is_float = true;
      if (peek() == '+' || peek() == '-') ++at_;
      good = digits(is_digit);
    }
  }
  bool stray = is_word(peek());
  while (is_word(peek())) ++at_;
  if (!good || stray)
    return bad(begin, "invalid number", base == 'b' ? "write binary as int(\"0b101\", 0)" : "");
  std::string_view text = text_.substr(begin, at_ - begin);
  if (!is_float && base != 'x' && base != 'o' && text.size() > 1 && text[0] == '0' &&
      text.find_first_not_of('0') != std::string_view::npos)
    return bad(begin, "an int cannot start with 0", "octal is written with 0o, as in 0o644");
  emit(is_float ? TokenKind::kFloat : TokenKind::kInt, begin);
}

/// Reads a string that starts with a prefix such as r or b; false when this is no such string.
bool Lexer::string_prefix() {
  bool raw = false, bytes = false;
  std::size_t i = 0;
  for (; i < 2; ++i) {
    char c = peek(i);
    if (c == 'r' && !raw)
      raw = true;
    else if (c == 'b' && !bytes)
      bytes = true;
    else
      break;
  }
  if (i == 0 && peek() == 'f' && (peek(1) == '"' || peek(1) == '\'')) {
    std::size_t begin = at_++;
    string(at_, false, false);
    tokens_.pop_back();
    bad(begin, "Starlark has no f-strings", "use \"{}\".format(x) or \"%s\" % x");
    return true;
  }
  if (i == 0 || (peek(i) != '"' && peek(i) != '\'')) return false;
  std::size_t begin = at_;
  at_ += i;
  string(begin, raw, bytes);
  return true;
}

void Lexer::string(std::size_t begin, bool raw, bool bytes) {
  (void)raw;  // A backslash keeps a quote from ending the string, raw or not.
  char quote = peek();
  bool triple = peek(1) == quote && peek(2) == quote;
  at_ += triple ? 3 : 1;
  for (;; ++at_) {
    if (at_end() || (peek() == '\n' && !triple)) {
      if (triple) at_ = std::min(text_.size(), begin + 3);
      return bad(begin,
                 triple ? "this string is never closed" : "this string is not closed on its line");
    }
    if (peek() == '\\') {
      ++at_;
      if (peek() == '\r' && peek(1) == '\n') ++at_;
    } else if (peek() == quote && (!triple || (peek(1) == quote && peek(2) == quote))) {
      at_ += triple ? 3 : 1;
      return emit(bytes ? TokenKind::kBytes : TokenKind::kString, begin);
    }
  }
}

void Lexer::punctuation() {
  std::size_t begin = at_;
  for (const Operator& op : kOperators) {
    if (!text_.substr(at_).starts_with(op.text)) continue;
    at_ += op.text.size();
    return bracket(op.kind, begin);
  }
  unexpected_character();
}

/// Emits punctuation, keeping track of open brackets.
void Lexer::bracket(TokenKind kind, std::size_t begin) {
  bool opens = kind == TokenKind::kLeftParen || kind == TokenKind::kLeftBracket ||
               kind == TokenKind::kLeftBrace;
  bool closes = kind == TokenKind::kRightParen || kind == TokenKind::kRightBracket ||
                kind == TokenKind::kRightBrace;
  if (opens) {
    brackets_.push_back({kind, from(begin)});
  } else if (closes) {
    TokenKind opener = static_cast<TokenKind>(static_cast<int>(kind) - 1);
    if (brackets_.empty())
      return bad(begin, std::string(describe(kind)) + " without an opening bracket");
    if (brackets_.back().kind != opener)
      diagnostics_.error(from(begin), std::string(describe(kind)) + " does not close " +
                                          std::string(describe(brackets_.back().kind)));
    brackets_.pop_back();
  }
  emit(kind, begin);
}

void Lexer::unexpected_character() {
  std::size_t begin = at_;
  unsigned char c = static_cast<unsigned char>(peek());
  at_ += utf8_length(text_.substr(at_));
  std::string shown(text_.substr(begin, at_ - begin));
  bool is_control = c < 0x20 || c == 0x7f;
  if (is_control)
    shown = "\\x" + std::string(1, "0123456789abcdef"[c >> 4]) + "0123456789abcdef"[c & 15];
  std::string hint;
  if (c == '!') hint = "use `not`";
  if (c >= 0x80) hint = "quotes are \" or ', blanks are plain spaces";
  if (c == '\\') hint = "a backslash joins lines only as the last character of its line";
  bad(begin, "unexpected character " + (c == '`' ? "'`'" : "`" + shown + "`"), hint);
  if (!is_control) return;
  brackets_.clear();  // No text file has these: what follows would be noise.
  at_ = text_.size();
}

void Lexer::report_open_bracket() {
  Token open = brackets_.front();
  diagnostics_.error(open.span, std::string(describe(open.kind)) + " is never closed");
}

}  // namespace

std::vector<Token> tokenize(const Source& source, Diagnostics& diagnostics) {
  return Lexer(source, diagnostics).run();
}

}  // namespace starlark
