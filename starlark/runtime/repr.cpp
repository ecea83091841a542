// How values print.
#include <algorithm>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/float_text.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/module_state.h"
#include "starlark/runtime/ops.h"
#include "starlark/syntax/utf8.h"
#include "starlark/thread.h"

namespace starlark {
namespace {

std::string_view iterable_name(ElementsOf e) {
  switch (e) {
    case ElementsOf::kElems:
      return "elems";
    case ElementsOf::kElemOrds:
      return "elem_ords";
    case ElementsOf::kCodepoints:
      return "codepoints";
    case ElementsOf::kCodepointOrds:
      return "codepoint_ords";
    default:
      return "elems";
  }
}

/// Prints until the limit is reached; what contains itself prints as "[...]".
class Printer {
 public:
  Printer(std::string& out, std::size_t limit) : out_(out), limit_(limit) {}
  void print(Value v);

 private:
  bool enter(Value v) {
    if (path_.size() >= kMaxValueDepth || std::find(path_.begin(), path_.end(), v) != path_.end()) {
      out_ += v.is_list() ? "[...]" : v.is_dict() ? "{...}" : "...";
      return false;
    }
    path_.push_back(v);
    return true;
  }
  bool full() const { return out_.size() >= limit_; }
  void sequence(Value v, std::span<const Value> elements, std::string_view open,
                std::string_view close);
  void dict(Value v, const HashTable& table);
  void set(Value v, const HashTable& table);
  void fields(Value v, const StructObject& s);
  void range(const RangeObject& r);
  void builtin(const BuiltinObject& b);

  std::string& out_;
  std::size_t limit_;
  std::vector<Value> path_;
};

void Printer::print(Value v) {
  switch (v.kind()) {
    case Kind::kUnbound:
      out_ += "<unbound>";
      return;
    case Kind::kNone:
      out_ += "None";
      return;
    case Kind::kBool:
      out_ += v.as_bool() ? "True" : "False";
      return;
    case Kind::kInt:
      out_ += int_to_string(v);
      return;
    case Kind::kFloat:
      out_ += float_to_string(cast<FloatObject>(v)->value);
      return;
    case Kind::kString:
    case Kind::kBytes:
      append_quoted(out_, cast<StringObject>(v)->view(), v.kind() == Kind::kBytes);
      return;
    case Kind::kList:
      return sequence(v, elements(v), "[", "]");
    case Kind::kTuple:
      return sequence(v, elements(v), "(", elements(v).size() == 1 ? ",)" : ")");
    case Kind::kDict:
      return dict(v, cast<TableObject>(v)->table);
    case Kind::kSet:
      return set(v, cast<TableObject>(v)->table);
    case Kind::kRange:
      return range(*cast<RangeObject>(v));
    case Kind::kFunction:
      out_ += fmt::format("<function {}>", function_name(v));
      return;
    case Kind::kBuiltin:
      return builtin(*cast<BuiltinObject>(v));
    case Kind::kStruct:
      return fields(v, *cast<StructObject>(v));
    case Kind::kModule:
      out_ += fmt::format("<module \"{}\">", as_string(cast<StructObject>(v)->name));
      return;
    case Kind::kIterable:
      print(cast<IterableObject>(v)->source);
      out_ += fmt::format(".{}()", iterable_name(cast<IterableObject>(v)->elements_of));
      return;
    case Kind::kHost:
      out_ += cast<HostRef>(v)->host->repr();
      return;
    case Kind::kCell:
      return;
  }
}

void Printer::sequence(Value v, std::span<const Value> elements, std::string_view open,
                       std::string_view close) {
  if (elements.empty()) {
    out_ += open;
    out_ += close;
    return;
  }
  if (!enter(v)) return;
  for (std::size_t i = 0; i < elements.size() && !full(); ++i) {
    out_ += i == 0 ? open : ", ";
    print(elements[i]);
  }
  out_ += close;
  path_.pop_back();
}

void Printer::dict(Value v, const HashTable& table) {
  if (!enter(v)) return;
  out_ += '{';
  for (std::uint32_t i = table.next(0); i != HashTable::kNone && !full(); i = table.next(i + 1)) {
    if (i != table.next(0)) out_ += ", ";
    print(table.entry(i).key);
    out_ += ": ";
    print(table.entry(i).value);
  }
  out_ += '}';
  path_.pop_back();
}

void Printer::set(Value v, const HashTable& table) {
  if (!enter(v)) return;
  out_ += table.size() == 0 ? "set(" : "set([";
  for (std::uint32_t i = table.next(0); i != HashTable::kNone && !full(); i = table.next(i + 1)) {
    if (i != table.next(0)) out_ += ", ";
    print(table.entry(i).key);
  }
  out_ += table.size() == 0 ? ")" : "])";
  path_.pop_back();
}

void Printer::fields(Value v, const StructObject& s) {
  if (!enter(v)) return;
  out_ += "struct(";
  for (const Field& f : s.fields()) {
    if (&f != s.fields().data()) out_ += ", ";
    out_ += as_string(f.name);
    out_ += " = ";
    print(f.value);
  }
  out_ += ')';
  path_.pop_back();
}

void Printer::range(const RangeObject& r) {
  if (r.step != 1)
    out_ += fmt::format("range({}, {}, {})", r.start, r.stop, r.step);
  else if (r.start != 0)
    out_ += fmt::format("range({}, {})", r.start, r.stop);
  else
    out_ += fmt::format("range({})", r.stop);
}

void Printer::builtin(const BuiltinObject& b) {
  if (!b.self.is_bound())
    out_ += fmt::format("<built-in function {}>", b.def->name);
  else
    out_ += fmt::format("<built-in method {} of {} value>", b.def->name, type_name(b.self));
}

constexpr std::size_t kUnchecked = std::size_t{64} << 20;

}  // namespace

std::string_view short_escape(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return {};
  }
}

void append_quoted(std::string& out, std::string_view text, bool bytes) {
  out += bytes ? "b\"" : "\"";
  for (std::size_t i = 0; i < text.size();) {
    auto c = static_cast<unsigned char>(text[i]);
    CodePoint point = c < 0x80 ? CodePoint{c, 1, true} : decode_utf8(text.substr(i));
    if (std::string_view escape = short_escape(text[i]); !escape.empty())
      out += escape;
    else if (c < 0x20 || c == 0x7f || !point.valid)
      out += fmt::format("\\x{:02x}", c);
    else
      out += text.substr(i, point.size);
    i += point.size;
  }
  out += '"';
}

void append_repr(std::string& out, Value v, std::size_t limit) {
  Printer(out, limit).print(v);
}

std::string repr_checked(Heap& heap, Value v) {
  std::string out;
  std::size_t limit = heap.state().budget - std::min(heap.state().bytes, heap.state().budget);
  append_repr(out, v, limit);
  heap.state().check_room(out.size());
  return out;
}

std::string str_checked(Heap& heap, Value v) {
  return v.is_string() ? std::string(as_string(v)) : repr_checked(heap, v);
}

std::string a_type(Value v) {
  if (v.is_none()) return "None";
  std::string_view name = type_name(v);
  bool vowel = !name.empty() && std::string_view("aeiou").find(name[0]) != std::string_view::npos;
  return (vowel ? "an " : "a ") + std::string(name);
}

std::string repr(Value v) {
  std::string out;
  append_repr(out, v, kUnchecked);
  return out;
}

std::string str(Value v) {
  return v.is_string() ? std::string(as_string(v)) : repr(v);
}

}  // namespace starlark
