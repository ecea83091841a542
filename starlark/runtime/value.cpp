// The public inspection of values.
#include "starlark/value.h"

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/ops.h"

namespace starlark {

bool Value::is_callable() const {
  Kind k = kind();
  return k == Kind::kFunction || k == Kind::kBuiltin ||
         (k == Kind::kHost && cast<HostRef>(*this)->host->callable());
}

std::string_view type_name(Value v) {
  switch (v.kind()) {
    case Kind::kUnbound:
      return "unbound";
    case Kind::kNone:
      return "NoneType";
    case Kind::kBool:
      return "bool";
    case Kind::kInt:
      return "int";
    case Kind::kFloat:
      return "float";
    case Kind::kString:
      return "string";
    case Kind::kBytes:
      return "bytes";
    case Kind::kList:
      return "list";
    case Kind::kTuple:
      return "tuple";
    case Kind::kDict:
      return "dict";
    case Kind::kSet:
      return "set";
    case Kind::kRange:
      return "range";
    case Kind::kFunction:
      return "function";
    case Kind::kBuiltin:
      return "builtin_function_or_method";
    case Kind::kStruct:
      return "struct";
    case Kind::kModule:
      return "module";
    case Kind::kHost:
      return cast<HostRef>(v)->host->type_name();
    case Kind::kCell:
      return "cell";
    case Kind::kIterable:
      break;
  }
  switch (cast<IterableObject>(v)->elements_of) {
    case ElementsOf::kElems:
    case ElementsOf::kElemOrds:
      return "string.elems";
    case ElementsOf::kCodepoints:
    case ElementsOf::kCodepointOrds:
      return "string.codepoints";
    default:
      return "bytes.elems";
  }
}

bool truth(Value v) {
  switch (v.kind()) {
    case Kind::kUnbound:
    case Kind::kNone:
      return false;
    case Kind::kBool:
      return v.as_bool();
    case Kind::kInt:
      return int_sign(v) != 0;
    case Kind::kFloat:
      return cast<FloatObject>(v)->value != 0;
    case Kind::kHost:
      return cast<HostRef>(v)->host->truth();
    default: {
      auto n = length(v);
      return !n || *n > 0;
    }
  }
}

std::optional<std::int64_t> to_int64(Value v) {
  if (v.is_small_int()) return v.as_small_int();
  if (v.kind() != Kind::kInt || mpz_fits_slong_p(cast<IntObject>(v)->value) == 0)
    return std::nullopt;
  return mpz_get_si(cast<IntObject>(v)->value);
}

std::optional<double> to_double(Value v) {
  if (v.kind() == Kind::kFloat) return cast<FloatObject>(v)->value;
  if (v.kind() == Kind::kInt) return int_to_double(v);
  return std::nullopt;
}

std::string_view as_string(Value v) {
  return v.kind() == Kind::kString ? cast<StringObject>(v)->view() : std::string_view();
}
std::string_view as_bytes(Value v) {
  return v.kind() == Kind::kBytes ? cast<StringObject>(v)->view() : std::string_view();
}

std::optional<std::size_t> length(Value v) {
  switch (v.kind()) {
    case Kind::kString:
    case Kind::kBytes:
      return cast<StringObject>(v)->length;
    case Kind::kList:
      return cast<ListObject>(v)->elements.size();
    case Kind::kTuple:
      return cast<TupleObject>(v)->length;
    case Kind::kDict:
    case Kind::kSet:
      return cast<TableObject>(v)->table.size();
    case Kind::kRange:
      return static_cast<std::size_t>(cast<RangeObject>(v)->length);
    case Kind::kHost:
      return cast<HostRef>(v)->host->length();
    default:
      return std::nullopt;
  }
}

std::span<const Value> elements(Value v) {
  if (v.is_list()) return cast<ListObject>(v)->elements.view();
  if (v.is_tuple()) return cast<TupleObject>(v)->view();
  return {};
}

std::vector<std::pair<Value, Value>> dict_items(Value dict) {
  std::vector<std::pair<Value, Value>> items;
  if (!dict.is_dict()) return items;
  const HashTable& table = cast<TableObject>(dict)->table;
  items.reserve(table.size());
  for (std::uint32_t i = table.next(0); i != HashTable::kNone; i = table.next(i + 1))
    items.emplace_back(table.entry(i).key, table.entry(i).value);
  return items;
}

std::optional<Value> dict_get(Value dict, std::string_view key) {
  if (!dict.is_dict()) return std::nullopt;
  const HashTable& table = cast<TableObject>(dict)->table;
  std::uint32_t at = table.find(key, hash_text(key));
  return at == HashTable::kNone ? std::nullopt : std::optional(table.entry(at).value);
}

std::optional<Value> dict_get(Value dict, Value key) {
  if (!dict.is_dict()) return std::nullopt;
  try {
    auto hash = try_hash(key);
    if (!hash) return std::nullopt;
    const HashTable& table = cast<TableObject>(dict)->table;
    std::uint32_t at = table.find(key, *hash);
    return at == HashTable::kNone ? std::nullopt : std::optional(table.entry(at).value);
  } catch (const EvalError&) {
    return std::nullopt;
  }
}

std::optional<Value> field(Value v, std::string_view name) {
  if (v.kind() != Kind::kStruct && v.kind() != Kind::kModule) return std::nullopt;
  auto fields = cast<StructObject>(v)->fields();
  auto at =
      std::lower_bound(fields.begin(), fields.end(), name,
                       [](const Field& f, std::string_view n) { return as_string(f.name) < n; });
  if (at == fields.end() || as_string(at->name) != name) return std::nullopt;
  return at->value;
}

HostObject* as_host(Value v) {
  return v.kind() == Kind::kHost ? cast<HostRef>(v)->host.get() : nullptr;
}

std::string HostObject::repr() const {
  return "<" + std::string(type_name()) + ">";
}
std::optional<Value> HostObject::attr(Heap&, Value, std::string_view) {
  return std::nullopt;
}
bool HostObject::set_attr(Heap&, std::string_view, Value) {
  return false;
}
Value HostObject::call(Call&) {
  raise("a " + std::string(type_name()) + " cannot be called");
}
std::optional<Value> HostObject::index(Heap&, Value) {
  return std::nullopt;
}
std::optional<std::vector<Value>> HostObject::iterate(Heap&) {
  return std::nullopt;
}
std::optional<Value> HostObject::binary(Heap&, Op, Value, bool) {
  return std::nullopt;
}
std::optional<std::uint32_t> HostObject::hash() const {
  return static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(this) >> 4) * 0x9e3779b1U;
}

}  // namespace starlark
