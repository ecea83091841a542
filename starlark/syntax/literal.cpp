// Reads string literals: quotes, prefixes and escapes, each wrong escape told at its own place.
#include "starlark/syntax/literal.h"

#include <cctype>
#include <optional>

#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

class Unquoter {
 public:
  explicit Unquoter(std::string_view literal) : text_(literal) {}
  std::expected<std::string, LiteralError> run();

 private:
  std::optional<LiteralError> escape();
  std::optional<LiteralError> code_escape(std::size_t start, std::size_t digits, unsigned base);
  std::optional<char> simple(char c) const;
  LiteralError error(std::size_t start, std::string message) const {
    return {std::move(message), start, at_};
  }

  std::string_view text_;
  std::size_t at_ = 0, end_ = 0;
  bool bytes_ = false;
  std::string out_;
};

std::expected<std::string, LiteralError> Unquoter::run() {
  bool raw = false;
  for (; text_[at_] != '"' && text_[at_] != '\''; ++at_) (text_[at_] == 'r' ? raw : bytes_) = true;
  bool triple =
      text_.size() >= at_ + 6 && text_[at_ + 1] == text_[at_] && text_[at_ + 2] == text_[at_];
  at_ += triple ? 3 : 1;
  end_ = text_.size() - (triple ? 3 : 1);
  while (at_ < end_) {
    char c = text_[at_];
    if (c == '\r' && at_ + 1 < end_ && text_[at_ + 1] == '\n') {
      ++at_;  // A line end is \n, whatever the file uses.
    } else if (c == '\\' && !raw) {
      if (auto wrong = escape()) return std::unexpected(*wrong);
    } else if (c == '\\') {
      out_ += c;
      if (++at_ < end_) out_ += text_[at_++];
    } else {
      out_ += c;
      ++at_;
    }
  }
  return std::move(out_);
}

std::optional<char> Unquoter::simple(char c) const {
  switch (c) {
    case 'a':
      return '\a';
    case 'b':
      return '\b';
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    case '\\':
    case '\'':
    case '"':
      return c;
    default:
      return std::nullopt;
  }
}

std::optional<LiteralError> Unquoter::escape() {
  std::size_t start = at_++;
  char c = text_[at_++];
  if (c == '\n') return std::nullopt;
  if (c == '\r' && at_ < end_ && text_[at_] == '\n') {
    ++at_;
    return std::nullopt;
  }
  if (auto plain = simple(c)) {
    out_ += *plain;
    return std::nullopt;
  }
  switch (c) {
    case 'x':
      return code_escape(start, 2, 16);
    case 'u':
      return code_escape(start, 4, 16);
    case 'U':
      return code_escape(start, 8, 16);
    default:
      break;
  }
  if (c >= '0' && c <= '7') {
    --at_;
    return code_escape(start, 0, 8);
  }
  return error(start, "invalid escape `\\" + std::string(1, c) + "` (a backslash is written \\\\)");
}

/// Reads \xhh, \uhhhh, \Uhhhhhhhh, or up to three octal digits ([digits] == 0).
std::optional<LiteralError> Unquoter::code_escape(std::size_t start, std::size_t digits,
                                                  unsigned base) {
  std::uint32_t code = 0;
  std::size_t count = 0, most = digits == 0 ? 3 : digits;
  for (; count < most && at_ < end_; ++count, ++at_) {
    unsigned char c = static_cast<unsigned char>(text_[at_]);
    if (std::isxdigit(c) == 0 || (base == 8 && (c < '0' || c > '7'))) break;
    unsigned digit = c <= '9' ? c - '0' : (c | 0x20U) - 'a' + 10;
    code = code * base + digit;
  }
  if (digits != 0 && count < digits)
    return error(start, "this escape needs " + std::to_string(digits) + " hexadecimal digits");
  bool is_byte = digits == 0 || digits == 2;
  if (is_byte && code > 255) return error(start, "this escape is beyond one byte");
  if (is_byte && code > 127 && !bytes_)
    return error(start,
                 "a string is text: write U+0080 and up as \\u escapes, or use a bytes literal");
  if (code > 0x10ffff) return error(start, "there is no such code point");
  if (code >= 0xd800 && code <= 0xdfff) return error(start, "a surrogate is not a code point");
  if (is_byte)
    out_ += static_cast<char>(code);
  else
    append_utf8(out_, code);
  return std::nullopt;
}

}  // namespace

std::expected<std::string, LiteralError> unquote(std::string_view literal) {
  return Unquoter(literal).run();
}

}  // namespace starlark
