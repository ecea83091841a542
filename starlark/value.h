// What a Starlark value is, and how C++ code looks into one.
//
// A Value is one machine word, trivially copied and compared by identity:
//
//     ...................................1   int, 63 bits, two's complement
//     ...............................x010    None, False, True (2, 10, 18)
//     pppppppppppppppppppppppppppppppp000    pointer to an Object on a Heap
//     0                                      unbound: a variable or argument without a value
//
// System-call arguments, sizes and nanoseconds thus never touch the heap; ints beyond 63 bits are
// heap objects (see int.h). A Value does not own what it points to: its Heap does (heap.h says how
// long a Value is good for). Everything here only reads; heap.h makes and changes values.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace starlark {

/// The kinds of value, host-defined ones being one kind.
enum class Kind : std::uint8_t {
  kUnbound,
  kNone,
  kBool,
  kInt,
  kFloat,
  kString,
  kBytes,
  kList,
  kTuple,
  kDict,
  kSet,
  kRange,
  kFunction,  ///< a def or a lambda
  kBuiltin,   ///< a function in C++, bound to a receiver or not
  kStruct,
  kIterable,  ///< the lazy views that string.elems() and its kin return
  kModule,    ///< a namespace of builtins such as json
  kHost,      ///< a HostObject
  kCell,      ///< never seen by programs: a variable shared by closures
};

/// The header of everything on a heap; runtime/object.h has what follows it.
struct Object {
  Object* next = nullptr;  ///< the heap's list of objects, youngest first
  std::uint32_t size = 0;  ///< bytes of the object itself
  Kind kind{};
  bool frozen : 1 = false;    ///< immutable
  bool immortal : 1 = false;  ///< on a frozen heap: no collector looks at it any more
  bool marked : 1 = false;    ///< reached by the collection that is going on
  std::uint16_t pins = 0;     ///< Roots that hold it
};

class Value {
 public:
  constexpr Value() = default;

  static constexpr Value none() { return Value(2); }
  static constexpr Value boolean(bool b) { return Value(b ? 18 : 10); }
  /// An int that fits 63 bits; use Heap::integer for any int64_t.
  static constexpr Value small_int(std::int64_t i) {
    return Value((static_cast<std::uint64_t>(i) << 1) | 1);
  }
  static Value object(const Object* o) { return Value(reinterpret_cast<std::uint64_t>(o)); }

  /// False for the unbound value alone (so also true for None and False).
  constexpr bool is_bound() const { return bits_ != 0; }
  constexpr bool is_none() const { return bits_ == 2; }
  constexpr bool is_bool() const { return bits_ == 10 || bits_ == 18; }
  constexpr bool is_small_int() const { return (bits_ & 1) != 0; }
  constexpr bool is_object() const { return (bits_ & 7) == 0 && bits_ != 0; }
  bool is_int() const { return is_small_int() || kind() == Kind::kInt; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_list() const { return kind() == Kind::kList; }
  bool is_tuple() const { return kind() == Kind::kTuple; }
  bool is_dict() const { return kind() == Kind::kDict; }
  bool is_callable() const;  ///< a function, a builtin or a host object that can be called

  Kind kind() const {
    if (is_small_int()) return Kind::kInt;
    if (is_object()) return as_object()->kind;
    if (bits_ == 0) return Kind::kUnbound;
    return is_none() ? Kind::kNone : Kind::kBool;
  }

  /// The payload; the caller has checked the kind.
  constexpr bool as_bool() const { return bits_ == 18; }
  constexpr std::int64_t as_small_int() const { return static_cast<std::int64_t>(bits_) >> 1; }
  Object* as_object() const { return reinterpret_cast<Object*>(bits_); }

  constexpr std::uint64_t bits() const { return bits_; }
  /// Identity, not Starlark's ==, which is equal() below.
  friend constexpr bool operator==(Value a, Value b) { return a.bits_ == b.bits_; }

 private:
  explicit constexpr Value(std::uint64_t bits) : bits_(bits) {}
  std::uint64_t bits_ = 0;
};

/// A value with a name: a keyword argument, a global, a field of a struct.
struct NamedValue {
  std::string_view name;
  Value value;
};

/// The type as type(x) gives it: "int", "string", "function", or a host object's own name.
std::string_view type_name(Value v);
/// As repr(x) prints it; what contains itself prints as "[...]".
std::string repr(Value v);
/// As str(x) and print(x) do: like repr, but a string is itself.
std::string str(Value v);
/// Starlark's truth: None, False, zero and what is empty are false.
bool truth(Value v);
/// Starlark's ==. Values that are nested too deeply or in cycles count as different past a bound.
bool equal(Value a, Value b);

/// The int, when v is an int that fits in 64 bits.
std::optional<std::int64_t> to_int64(Value v);
/// The number, when v is an int or a float (an int is rounded to nearest).
std::optional<double> to_double(Value v);
/// The text of a string, good for as long as the value is; empty for any other kind.
std::string_view as_string(Value v);
/// The octets of a bytes value, likewise.
std::string_view as_bytes(Value v);

/// Number of elements of a string, bytes, list, tuple, dict, set or range; nullopt for others.
std::optional<std::size_t> length(Value v);
/// The elements of a list or tuple; empty for other kinds. A list's are good until it is changed.
std::span<const Value> elements(Value v);
/// The entries of a dict in insertion order (a copy); empty for other kinds.
std::vector<std::pair<Value, Value>> dict_items(Value dict);
/// The value under a string key; nullopt when dict is no dict or has no such key.
std::optional<Value> dict_get(Value dict, std::string_view key);
/// The same for any key; an unhashable key is just not there.
std::optional<Value> dict_get(Value dict, Value key);
/// The elements of any built-in iterable (list, tuple, dict keys, set, range, ...) as a list;
/// nullopt when v is not iterable. Inside a builtin, Call::iterate gives the error too.
std::optional<std::vector<Value>> iterate(Value v);
/// A field of a struct or module; nullopt when there is none.
std::optional<Value> field(Value v, std::string_view name);

}  // namespace starlark
