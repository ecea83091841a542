// A strict JSON reader: RFC 8259, no more. Nesting is bounded, so that no input crashes it.
#include <charconv>

#include <fmt/format.h>

#include "starlark/json.h"
#include "starlark/runtime/float_text.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

constexpr unsigned kMaxDepth = 500;

class Decoder {
 public:
  Decoder(Heap& heap, std::string_view text) : heap_(heap), text_(text) {}

  std::expected<Value, std::string> run() {
    try {
      skip_blanks();
      Value v = value(0);
      skip_blanks();
      if (at_ < text_.size()) wrong("the end");
      return v;
    } catch (Wrong& e) {
      return std::unexpected(std::move(e.message));
    }
  }

 private:
  struct Wrong {
    std::string message;
  };

  [[noreturn]] void wrong(std::string_view expected) {
    std::string found = "the end";
    if (at_ < text_.size()) {
      found.clear();
      append_quoted(found, text_.substr(at_, utf8_length(text_.substr(at_))), false);
    }
    throw Wrong{fmt::format("at offset {}: expected {}, not {}", at_, expected, found)};
  }
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  void skip_blanks() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }
  bool accept(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }

  Value value(unsigned depth) {
    if (depth > kMaxDepth) throw Wrong{fmt::format("at offset {}: nested too deeply", at_)};
    switch (peek()) {
      case '{':
        return object(depth);
      case '[':
        return array(depth);
      case '"':
        return heap_.string(string());
      case 't':
        return word("true", Value::boolean(true));
      case 'f':
        return word("false", Value::boolean(false));
      case 'n':
        return word("null", Value::none());
      default:
        return number();
    }
  }

  Value word(std::string_view name, Value v) {
    if (!text_.substr(at_).starts_with(name)) wrong("a value");
    at_ += name.size();
    return v;
  }

  Value object(unsigned depth) {
    ++at_;
    TableObject* dict = new_dict(heap_);
    skip_blanks();
    if (accept('}')) return Value::object(dict);
    do {
      skip_blanks();
      if (peek() != '"') wrong("a string as key");
      std::size_t key_at = at_;
      Value key = heap_.string(string());
      if (table_find(dict, key) != HashTable::kNone)
        throw Wrong{fmt::format("at offset {}: the key {} is there twice", key_at, repr(key))};
      skip_blanks();
      if (!accept(':')) wrong("`:`");
      skip_blanks();
      table_set(heap_, dict, key, value(depth + 1));
      skip_blanks();
    } while (accept(','));
    if (!accept('}')) wrong("`,` or `}`");
    return Value::object(dict);
  }

  Value array(unsigned depth) {
    ++at_;
    ListObject* list = new_list(heap_);
    skip_blanks();
    if (accept(']')) return Value::object(list);
    do {
      skip_blanks();
      list_append(heap_, list, value(depth + 1));
      skip_blanks();
    } while (accept(','));
    if (!accept(']')) wrong("`,` or `]`");
    return Value::object(list);
  }

  std::uint32_t hex4() {
    std::uint32_t code = 0;
    if (at_ + 4 > text_.size()) wrong("four hexadecimal digits");
    auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + at_ + 4, code, 16);
    if (error != std::errc() || end != text_.data() + at_ + 4) wrong("four hexadecimal digits");
    at_ += 4;
    return code;
  }

  void escape(std::string& out) {
    ++at_;
    constexpr std::string_view kFrom = "\"\\/bfnrt", kTo = "\"\\/\b\f\n\r\t";
    if (std::size_t i = kFrom.find(peek()); i != kFrom.npos && at_ < text_.size()) {
      out += kTo[i];
      ++at_;
      return;
    }
    if (!accept('u')) wrong("an escape");
    std::uint32_t code = hex4();
    if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_).starts_with("\\u")) {
      std::size_t before = at_;
      at_ += 2;
      std::uint32_t low = hex4();
      if (low >= 0xdc00 && low < 0xe000)
        code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
      else
        at_ = before;
    }
    if (code >= 0xd800 && code < 0xe000) code = 0xfffd;  // Half a surrogate pair.
    append_utf8(out, code);
  }

  std::string string() {
    std::string out;
    ++at_;
    while (!accept('"')) {
      if (at_ >= text_.size() || static_cast<unsigned char>(peek()) < 0x20)
        wrong("the end of the string (`\"`)");
      if (peek() == '\\') {
        escape(out);
      } else {
        CodePoint c = decode_utf8(text_.substr(at_));
        if (c.valid)
          out += text_.substr(at_, c.size);
        else
          append_utf8(out, 0xfffd);
        at_ += c.size;
      }
    }
    return out;
  }

  bool digits() {
    std::size_t begin = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > begin;
  }

  Value number() {
    std::size_t begin = at_;
    bool negative = accept('-');
    std::size_t first = at_;
    if (!digits()) wrong("a value");
    if (text_[first] == '0' && at_ > first + 1)
      throw Wrong{fmt::format("at offset {}: a number cannot start with 0", begin)};
    std::size_t whole_end = at_;
    if (accept('.') && !digits()) wrong("a digit");
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (!accept('-')) accept('+');
      if (!digits()) wrong("a digit");
    }
    if (at_ == whole_end)
      return *int_from_digits(heap_, text_.substr(first, at_ - first), 10, negative);
    return heap_.real(parse_float(text_.substr(begin, at_ - begin)).value_or(0));
  }

  Heap& heap_;
  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

std::expected<Value, std::string> decode_json(Heap& heap, std::string_view text) {
  return Decoder(heap, text).run();
}

}  // namespace starlark
