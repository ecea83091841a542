// What an embedder derives from to give Starlark programs objects of its own: a service, a fault,
// a response. Every operation that is not overridden is a clear error for the program.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/value.h"

namespace starlark {

class Call;
class Heap;

/// Is shown every Value that an object holds (by the collector and by freezing).
class Visitor {
 public:
  /// Is called once for each Value.
  virtual void visit(Value v) = 0;

 protected:
  ~Visitor() = default;
};

/// The operators that HostObject::binary is asked for.
enum class Op : std::uint8_t {
  kAdd,
  kSub,
  kMul,
  kDiv,
  kFloorDiv,
  kMod,
  kAnd,
  kOr,
  kXor,
  kShl,
  kShr,
  kLess,
  kLessEqual,
  kGreater,
  kGreaterEqual,
  kIn,
};

class HostObject {
 public:
  virtual ~HostObject() = default;

  /// The type's name in type(x) and in error texts, such as "service". Also what
  /// Param::host_types is matched against.
  virtual std::string_view type_name() const = 0;
  /// As repr(x) and print(x) show it; "<service>" by default.
  virtual std::string repr() const;
  virtual bool truth() const { return true; }

  /// The attribute x.name, made on [heap] when it has to be made; nullopt when there is none.
  /// Methods: `return heap.method(kPost, self)` with [self] the Value that stands for this object.
  virtual std::optional<Value> attr(Heap& heap, Value self, std::string_view name);
  /// All attributes' names: for dir(x) and for spelling hints.
  virtual std::vector<std::string> attr_names() const { return {}; }
  /// x.name = v; false when the field cannot be assigned.
  virtual bool set_attr(Heap& heap, std::string_view name, Value v);

  /// Whether x(...) works. call() binds its own arguments: see Call::raw_args and raw_kwargs.
  virtual bool callable() const { return false; }
  /// What x(...) gives. Fails as a builtin does (see builtin.h); asked only when callable().
  virtual Value call(Call& call);

  /// x[key] and `key in x`; nullopt means that the type does not support it. (A missing key is an
  /// empty Value in the optional.) `in` is asked of index().
  virtual std::optional<Value> index(Heap& heap, Value key);
  /// len(x).
  virtual std::optional<std::size_t> length() const { return std::nullopt; }
  /// Whether `for e in x` works.
  virtual bool iterable() const { return false; }
  /// The elements that it runs over, made on [heap]; nullopt when it does not work.
  virtual std::optional<std::vector<Value>> iterate(Heap& heap);
  /// x OP other, or other OP x when [self_is_right]; nullopt when not supported.
  virtual std::optional<Value> binary(Heap& heap, Op op, Value other, bool self_is_right);

  /// ==; objects are equal to themselves alone by default.
  virtual bool equals(const HostObject& other) const { return this == &other; }
  /// The hash, which makes the object fit as dict key; nullopt: unhashable. By identity by default.
  virtual std::optional<std::uint32_t> hash() const;

  /// Shows every Value that this object holds. An object that holds Values must override this.
  virtual void visit(Visitor&) const {}
  /// Told once when the heap that the object is on gets frozen: from then on any thread may call
  /// the const functions above.
  virtual void frozen() {}
};

/// The host object behind a value; null when v is something else.
HostObject* as_host(Value v);

/// The host object as a T; null when v is none or of another class.
template <typename T>
T* as(Value v) {
  return dynamic_cast<T*>(as_host(v));
}

}  // namespace starlark
