// The names that every Starlark program knows: None, len, print, ...
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "starlark/builtin.h"
#include "starlark/heap.h"

namespace starlark {

struct UniverseEntry {
  std::string name;
  Value value;
};

/// All of them, made once, frozen, and there for the life of the program.
const std::vector<UniverseEntry>& universe();

// The parts, each in a file of its own.
std::span<const BuiltinDef> conversion_functions();  // bool, int, str, list, ...
std::span<const BuiltinDef> sequence_functions();    // len, range, sorted, zip, ...
std::span<const BuiltinDef> reflection_functions();  // type, dir, getattr, hash, fail, print, ...

}  // namespace starlark
