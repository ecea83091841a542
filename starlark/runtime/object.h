// The memory layout of everything that a Value can point to. All objects begin with the same
// header; `kind` says which struct it is, so that operations are switches, each in a file of its
// own (equal.cpp, order.cpp, repr.cpp, ...), and only host objects have virtual functions.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include <gmp.h>

#include "starlark/builtin.h"
#include "starlark/runtime/hash_table.h"
#include "starlark/runtime/value_array.h"
#include "starlark/syntax/ast.h"
#include "starlark/value.h"

namespace starlark {

class HostObject;
struct ModuleState;

struct StringObject : Object {  // kString and kBytes
  std::uint32_t hash;           ///< 0: not computed yet
  std::uint64_t length;
  char* data() { return reinterpret_cast<char*>(this + 1); }
  std::string_view view() const { return {reinterpret_cast<const char*>(this + 1), length}; }
};

struct IntObject : Object {  // kInt beyond 63 bits
  mpz_t value;
};

struct FloatObject : Object {
  double value;
};

struct ListObject : Object {
  ValueArray elements;
  std::uint32_t iterators;  ///< loops that run over it: no changes meanwhile
};

struct TupleObject : Object {
  std::uint64_t length;
  Value* data() { return reinterpret_cast<Value*>(this + 1); }
  std::span<const Value> view() const { return {reinterpret_cast<const Value*>(this + 1), length}; }
};

struct TableObject : Object {  // kDict and kSet
  HashTable table;
  std::uint32_t iterators;
};

struct RangeObject : Object {
  std::int64_t start, stop, step;
  std::int64_t length;
};

struct FunctionObject : Object {
  const FunctionCode* code;
  ModuleState* module;
  std::uint32_t defaults;  ///< one a parameter (unbound: required), then come the captures
  std::uint32_t captures;
  Value* data() { return reinterpret_cast<Value*>(this + 1); }
  std::span<const Value> default_values() const {
    return {reinterpret_cast<const Value*>(this + 1), defaults};
  }
  Value capture(std::uint32_t i) const {
    return reinterpret_cast<const Value*>(this + 1)[defaults + i];
  }
};

struct BuiltinObject : Object {
  const BuiltinDef* def;
  Value self;                         ///< unbound for plain functions
  std::unique_ptr<BuiltinDef> owned;  ///< set when `def` is this object's own
};

struct Field {
  Value name;  ///< a string
  Value value;
};

struct StructObject : Object {  // kStruct and kModule
  Value name;                   ///< a module's name
  std::uint64_t length;
  Field* data() { return reinterpret_cast<Field*>(this + 1); }
  std::span<const Field> fields() const {
    return {reinterpret_cast<const Field*>(this + 1), length};
  }
};

/// What an IterableObject yields of its string or bytes.
enum class ElementsOf : std::uint8_t { kElems, kElemOrds, kCodepoints, kCodepointOrds, kBytes };
struct IterableObject : Object {
  Value source;
  ElementsOf elements_of;
};

struct HostRef : Object {
  std::shared_ptr<HostObject> host;
};

struct CellObject : Object {
  Value value;
};

template <typename T>
T* cast(Value v) {
  return static_cast<T*>(v.as_object());
}

}  // namespace starlark
