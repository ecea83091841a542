// Puts the universe's parts together, once a process: its values are frozen, so all threads share
// them.
#include "starlark/lib/universe.h"

namespace starlark {

const std::vector<UniverseEntry>& universe() {
  static const std::shared_ptr<Heap> heap = Heap::create();
  static const std::vector<UniverseEntry> entries = [] {
    std::vector<UniverseEntry> made = {
        {"None", Value::none()}, {"True", Value::boolean(true)}, {"False", Value::boolean(false)}};
    for (auto part : {conversion_functions(), sequence_functions(), reflection_functions()})
      for (const BuiltinDef& def : part)
        made.push_back({std::string(def.name), heap->method(def, Value())});
    heap->freeze_all();
    return made;
  }();
  return entries;
}

}  // namespace starlark
