// JSON from values.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/json.h"
#include "starlark/lib/json_text.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/float_text.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/object.h"
#include "starlark/runtime/ops.h"
#include "starlark/syntax/utf8.h"

namespace starlark {
namespace {

class Encoder {
 public:
  std::expected<std::string, std::string> run(Value v) {
    try {
      value(v);
      return std::move(out_);
    } catch (Wrong& e) {
      return std::unexpected(path_.empty() ? e.message : "at " + path_ + ": " + e.message);
    }
  }

 private:
  struct Wrong {
    std::string message;
  };

  void value(Value v) {
    switch (v.kind()) {
      case Kind::kNone:
        out_ += "null";
        return;
      case Kind::kBool:
        out_ += v.as_bool() ? "true" : "false";
        return;
      case Kind::kInt:
        out_ += int_to_string(v);
        return;
      case Kind::kFloat: {
        double d = cast<FloatObject>(v)->value;
        if (!std::isfinite(d)) throw Wrong{fmt::format("{} has no JSON form", float_to_string(d))};
        out_ += float_to_string(d);
        return;
      }
      case Kind::kString:
        append_json_string(out_, as_string(v));
        return;
      case Kind::kDict:
        return dict(v);
      case Kind::kStruct: {
        std::vector<std::pair<std::string_view, Value>> members;
        for (const Field& f : cast<StructObject>(v)->fields())
          members.emplace_back(as_string(f.name), f.value);
        return object(v, std::move(members));
      }
      default:
        return array(v);
    }
  }

  void dict(Value v) {
    std::vector<std::pair<std::string_view, Value>> members;
    for (auto [key, value] : dict_items(v)) {
      if (!key.is_string()) throw Wrong{fmt::format("the key {} is no string", repr(key))};
      members.emplace_back(as_string(key), value);
    }
    std::sort(members.begin(), members.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    object(v, std::move(members));
  }

  void object(Value v, std::vector<std::pair<std::string_view, Value>> members) {
    enter(v);
    out_ += '{';
    for (const auto& [name, member] : members) {
      if (&name != &members[0].first) out_ += ',';
      append_json_string(out_, name);
      out_ += ':';
      within("." + std::string(name), member);
    }
    out_ += '}';
    open_.pop_back();
  }

  void array(Value v) {
    auto all = iterate(v);
    if (!all) throw Wrong{fmt::format("{} has no JSON form", a_type(v))};
    enter(v);
    out_ += '[';
    for (std::size_t i = 0; i < all->size(); ++i) {
      if (i > 0) out_ += ',';
      within(fmt::format("[{}]", i), (*all)[i]);
    }
    out_ += ']';
    open_.pop_back();
  }

  /// The path stays as it is when something inside is wrong.
  void within(std::string step, Value v) {
    std::size_t size = path_.size();
    path_ += step;
    value(v);
    path_.resize(size);
  }

  void enter(Value v) {
    constexpr std::size_t kMostBytes = std::size_t{256} << 20;
    if (std::find(open_.begin(), open_.end(), v) != open_.end())
      throw Wrong{"the value contains itself"};
    if (open_.size() >= 500) throw Wrong{"nested too deeply"};
    if (out_.size() > kMostBytes) throw Wrong{"the text would be larger than 256 MB"};
    open_.push_back(v);
  }

  std::string out_, path_;
  std::vector<Value> open_;
};

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    CodePoint point = decode_utf8(text.substr(i));
    auto c = static_cast<unsigned char>(text[i]);
    if (std::string_view escape = short_escape(text[i]); !escape.empty())
      out += escape;
    else if (c < 0x20)
      out += fmt::format("\\u{:04x}", c);
    else if (!point.valid)
      out += "\xEF\xBF\xBD";
    else
      out += text.substr(i, point.size);
    i += point.size;
  }
  out += '"';
}

std::expected<std::string, std::string> encode_json(Value v) {
  return Encoder().run(v);
}

}  // namespace starlark
