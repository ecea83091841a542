// The builtin struct.
#include "starlark/builtin.h"
#include "starlark/json.h"

namespace starlark {
namespace {

Value make(Call& call) {
  std::vector<NamedValue> fields;
  for (const Argument& a : call.kwargs()) fields.push_back({a.name, a.value});
  return call.heap().make_struct(fields);
}

const BuiltinDef kStructDef = {.name = "struct",
                               .kwargs_name = "fields",
                               .doc = "An immutable value with the named arguments as fields.",
                               .run = make};

}  // namespace

Value struct_function(Heap& heap) {
  return heap.method(kStructDef, Value());
}

}  // namespace starlark
