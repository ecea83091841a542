// The module json.
#include "starlark/builtin.h"
#include "starlark/json.h"
#include "starlark/lib/json_text.h"

namespace starlark {
namespace {

Value encode(Call& call) {
  auto text = encode_json(call[0]);
  if (!text) call.fail(text.error());
  return call.heap().string(*text);
}

Value decode(Call& call) {
  auto v = decode_json(call.heap(), call.string("text"));
  if (v) return *v;
  if (call[1].is_bound()) return call[1];
  call.fail(v.error());
}

Value indent(Call& call) {
  // Decoding checks the text; the layout then only has to know brackets and strings.
  auto v = decode_json(call.heap(), call.string("text"));
  if (!v) call.fail(v.error());
  return call.heap().string(indent_json(call.string("text"), call.string_or("prefix", ""),
                                        call.string_or("indent", "\t")));
}

Value encode_indent(Call& call) {
  auto text = encode_json(call[0]);
  if (!text) call.fail(text.error());
  return call.heap().string(
      indent_json(*text, call.string_or("prefix", ""), call.string_or("indent", "\t")));
}

constexpr Param kText = required("text", type::kString).positional_only();
constexpr Param kX = required("x").positional_only();
constexpr Param kPrefix = optional("prefix", type::kString).keyword_only();
constexpr Param kIndent = optional("indent", type::kString).keyword_only();

const BuiltinDef kDefs[] = {
    {.name = "encode", .params = {kX}, .doc = "x as JSON text.", .run = encode},
    {.name = "decode",
     .params = {kText, optional("default")},
     .doc = "The value of JSON text; the default when it is none.",
     .run = decode},
    {.name = "indent",
     .params = {kText, kPrefix, kIndent},
     .doc = "JSON text laid out over lines.",
     .run = indent},
    {.name = "encode_indent",
     .params = {kX, kPrefix, kIndent},
     .doc = "x as JSON text over lines.",
     .run = encode_indent},
};

}  // namespace

std::string indent_json(std::string_view text, std::string_view prefix, std::string_view indent) {
  std::string out;
  std::size_t level = 0;
  auto new_line = [&] {
    out += '\n';
    out += prefix;
    for (std::size_t i = 0; i < level; ++i) out += indent;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      std::size_t begin = i++;
      for (; text[i] != '"'; ++i) i += text[i] == '\\' ? 1 : 0;
      out += text.substr(begin, i + 1 - begin);
    } else if (c == '{' || c == '[') {
      out += c;
      std::size_t next = text.find_first_not_of(" \t\r\n", i + 1);
      if (text[next] == '}' || text[next] == ']') {
        out += text[i = next];
      } else {
        ++level;
        new_line();
      }
    } else if (c == '}' || c == ']') {
      --level;
      new_line();
      out += c;
    } else if (c == ',') {
      out += c;
      new_line();
    } else if (c == ':') {
      out += ": ";
    } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
      out += c;
    }
  }
  return out;
}

Value json_module(Heap& heap) {
  std::vector<NamedValue> members;
  for (const BuiltinDef& def : kDefs) members.push_back({def.name, heap.method(def, Value())});
  return heap.module("json", members);
}

}  // namespace starlark
