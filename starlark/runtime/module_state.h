// A file that is running or has run: its code, with the values that the code needs.
#pragma once

#include <memory>
#include <vector>

#include "starlark/heap.h"
#include "starlark/syntax/ast.h"
#include "starlark/value.h"

namespace starlark {

/// Owned by the module's heap; functions point to it.
struct ModuleState {
  std::shared_ptr<const Program> program;
  std::vector<Value> constants;  ///< by Program::constants
  std::vector<Value> globals;    ///< by Program::globals; unbound until assigned
  std::weak_ptr<Heap> heap;
  std::string key;  ///< load()ed names are relative to it
};

}  // namespace starlark
