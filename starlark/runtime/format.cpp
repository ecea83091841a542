// "..." % args and "...".format(...).
#include <cmath>

#include <fmt/format.h>

#include "starlark/builtin.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/float_text.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/ops.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

/// One run of format % args.
class Percent {
 public:
  Percent(Heap& heap, std::string_view format, Value args)
      : heap_(heap), format_(format), args_(args) {
    if (args.is_tuple())
      values_ = elements(args);
    else
      values_ = {&args_, 1};
  }

  Value run() {
    while (at_ < format_.size()) {
      std::size_t percent = std::min(format_.find('%', at_), format_.size());
      out_ += format_.substr(at_, percent - at_);
      at_ = percent;
      if (at_ < format_.size()) conversion();
      heap_.state().check_room(out_.size());
    }
    if (!used_name_ && next_ < values_.size() && !(next_ == 0 && args_.is_dict()))
      raise(fmt::format("format: {} argument{} but {} conversion{}", values_.size(),
                        values_.size() == 1 ? "" : "s", next_, next_ == 1 ? "" : "s"));
    return heap_.string(out_);
  }

 private:
  void conversion() {
    ++at_;
    if (at_ < format_.size() && format_[at_] == '%') {
      out_ += format_[at_++];
      return;
    }
    Value v;
    if (at_ < format_.size() && format_[at_] == '(') {
      v = by_name();
    } else if (next_ < values_.size()) {
      v = values_[next_++];
    } else {
      raise("format: there are fewer arguments than conversions");
    }
    if (at_ == format_.size())
      raise("format: `%` at the end of the text", "a percent sign itself is written %%");
    convert(format_[at_++], v);
  }

  Value by_name() {
    std::size_t end = format_.find(')', at_);
    if (end == format_.npos) raise("format: `%(` without `)`");
    std::string_view name = format_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    used_name_ = true;
    if (!args_.is_dict()) raise("format: %(name) needs a dict on the right of %");
    auto found = dict_get(args_, name);
    if (!found) raise(fmt::format("format: the dict has no key \"{}\"", name));
    return *found;
  }

  void convert(char conversion, Value v) {
    switch (conversion) {
      case 's':
        out_ += str_checked(heap_, v);
        return;
      case 'r':
        out_ += repr_checked(heap_, v);
        return;
      case 'd':
      case 'i':
        out_ += int_to_string(whole(conversion, v));
        return;
      case 'o':
        out_ += int_to_string(whole(conversion, v), 8);
        return;
      case 'x':
        out_ += int_to_string(whole(conversion, v), 16);
        return;
      case 'X': {
        std::string text = int_to_string(whole(conversion, v), 16);
        for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
        out_ += text;
        return;
      }
      case 'e':
      case 'f':
      case 'g':
      case 'E':
      case 'F':
      case 'G':
        return real(conversion, v);
      case 'c':
        return character(v);
      default:
        raise(fmt::format("format: unknown conversion %{}", conversion));
    }
  }

  Value whole(char conversion, Value v) {
    if (v.is_int()) return v;
    if (v.kind() != Kind::kFloat) wrong_type(conversion, "a number", v);
    double d = cast<FloatObject>(v)->value;
    if (!std::isfinite(d))
      raise(fmt::format("format: %{} cannot show {}", conversion, float_to_string(d)));
    return int_from_double(heap_, d);
  }

  void real(char conversion, Value v) {
    auto d = to_double(v);
    if (!d) wrong_type(conversion, "a number", v);
    if (conversion == 'g')
      out_ += float_to_string(*d);
    else
      out_ += format_float(*d, conversion);
  }

  void character(Value v) {
    if (auto code = to_int64(v)) {
      if (*code < 0 || *code > 0x10ffff || (*code >= 0xd800 && *code <= 0xdfff))
        raise(fmt::format("format: %c: {} is no code point", *code));
      return append_utf8(out_, static_cast<std::uint32_t>(*code));
    }
    std::string_view text = as_string(v);
    if (!v.is_string() || text.empty() || utf8_length(text) != text.size())
      wrong_type('c', "an int or a string of one character", v);
    out_ += text;
  }

  [[noreturn]] void wrong_type(char conversion, std::string_view wanted, Value v) {
    raise(fmt::format("format: %{} needs {}, not {}", conversion, wanted, type_name(v)));
  }

  Heap& heap_;
  std::string_view format_;
  Value args_;
  std::span<const Value> values_;
  std::size_t at_ = 0, next_ = 0;
  bool used_name_ = false;
  std::string out_;
};

/// One run of format.format(...).
class Braces {
 public:
  Braces(Heap& heap, std::string_view format, std::span<const Argument> args,
         std::span<const Argument> kwargs)
      : heap_(heap), format_(format), args_(args), kwargs_(kwargs) {}

  Value run() {
    for (std::size_t at = 0; at < format_.size();) {
      char c = format_[at];
      bool twice = at + 1 < format_.size() && format_[at + 1] == c;
      if (c != '{' && c != '}') {
        out_ += c;
        ++at;
      } else if (twice) {
        out_ += c;
        at += 2;
      } else if (c == '}') {
        raise("format: a single `}`", "a brace itself is written }}");
      } else {
        std::size_t end = format_.find('}', at);
        if (end == format_.npos) raise("format: `{` without `}`", "a brace itself is written {{");
        field(format_.substr(at + 1, end - at - 1));
        at = end + 1;
      }
    }
    heap_.state().check_room(out_.size());
    return heap_.string(out_);
  }

 private:
  void field(std::string_view text) {
    std::string_view name = text.substr(0, text.find('!'));
    std::string_view conversion = text.substr(name.size());
    if (name.find_first_of("{") != name.npos) raise("format: braces cannot be nested");
    if (text.find(':') != text.npos)
      raise("format: format specifications (`:`) are not supported", "use \"%...\" % x");
    if (name.find_first_of(".[],") != name.npos)
      raise(fmt::format("format: `{}` is no plain name or number", name));
    Value v = value(name);
    if (conversion.empty() || conversion == "!s")
      out_ += str_checked(heap_, v);
    else if (conversion == "!r")
      out_ += repr_checked(heap_, v);
    else
      raise(fmt::format("format: unknown conversion `{}`", conversion));
  }

  Value value(std::string_view name) {
    bool number = !name.empty() && name.find_first_not_of("0123456789") == name.npos;
    if (!name.empty() && !number) {
      for (const Argument& a : kwargs_)
        if (a.name == name) return a.value;
      raise(fmt::format("format: there is no argument `{}`", name));
    }
    if ((number && next_ > 0) || (!number && numbered_))
      raise("format: {} and {0} cannot be mixed");
    std::size_t at = name.size() > 9 ? SIZE_MAX : 0;
    if (number && at == 0)
      for (char c : name) at = at * 10 + static_cast<std::size_t>(c - '0');
    if (!number) at = next_++;
    numbered_ = numbered_ || number;
    if (at >= args_.size())
      raise(fmt::format("format: there is no argument {}: {} given",
                        name.size() > 9 ? std::string(name) : std::to_string(at), args_.size()));
    return args_[at].value;
  }

  Heap& heap_;
  std::string_view format_;
  std::span<const Argument> args_, kwargs_;
  std::size_t next_ = 0;
  bool numbered_ = false;
  std::string out_;
};

}  // namespace

Value format_percent(Heap& heap, std::string_view format, Value args) {
  return Percent(heap, format, args).run();
}

Value format_braces(Heap& heap, std::string_view format, std::span<const Argument> args,
                    std::span<const Argument> kwargs) {
  return Braces(heap, format, args, kwargs).run();
}

}  // namespace starlark
