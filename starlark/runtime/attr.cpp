// x.name.
#include <algorithm>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/methods.h"
#include "starlark/runtime/ops.h"
#include "starlark/spelling.h"

namespace starlark {

std::optional<Value> find_attr(Heap& heap, Value object, std::string_view name) {
  switch (object.kind()) {
    case Kind::kStruct:
    case Kind::kModule:
      return field(object, name);
    case Kind::kHost:
      return as_host(object)->attr(heap, object, name);
    default: {
      const BuiltinDef* method = find_method(object.kind(), name);
      return method != nullptr ? std::optional(heap.method(*method, object)) : std::nullopt;
    }
  }
}

void set_attr(Heap& heap, Value object, std::string_view name, Value v) {
  HostObject* host = as_host(object);
  if (host != nullptr && object.as_object()->frozen)
    raise(fmt::format("cannot assign to a field of a frozen {}", type_name(object)));
  if (host == nullptr || !host->set_attr(heap, name, v))
    raise(fmt::format("the field `{}` of {} cannot be assigned", name, a_type(object)));
}

std::vector<std::string> attr_names(Value v) {
  std::vector<std::string> names;
  if (v.kind() == Kind::kStruct || v.kind() == Kind::kModule) {
    for (const Field& f : cast<StructObject>(v)->fields()) names.emplace_back(as_string(f.name));
  } else if (HostObject* host = as_host(v)) {
    names = host->attr_names();
  } else {
    names = method_names(v.kind());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Value get_attr(Heap& heap, Value object, std::string_view name) {
  if (auto found = find_attr(heap, object, name)) return *found;
  std::vector<std::string> names = attr_names(object);
  std::string guess = did_you_mean(name, names), hint;
  if (guess.empty() && !names.empty() && names.size() <= 12)
    hint = fmt::format("{} has {}", a_type(object), join_names(names));
  if (guess.empty() && object.is_dict()) hint = "a dict's entries are written d[\"key\"]";
  raise(fmt::format("{} has no attribute `{}`{}", a_type(object), name, guess), hint);
}

}  // namespace starlark
