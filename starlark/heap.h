// Where values live, how long, and how C++ makes them.
//
// A Heap owns every object made on it. A module's heap fills while the module runs, is then frozen
// and never changes again, so that any thread may read it; it keeps the heaps of the modules that
// it loaded alive. A call from the host runs on its Thread's heap, whose garbage a mark-and-sweep
// collector reclaims while the call is running, so that a long loop stays small.
//
// How long is a Value good for?
//  * Frozen values: as long as their module (or any Heap, Module, Loader or Root that keeps it).
//  * Others: the collector never frees what existed when C++ last entered Starlark code. So a
//    Value in a C++ variable is safe across calls into Starlark made from there, and what Thread::
//    call returned is good until the Thread ends. No rooting is needed in builtins.
//  * What a builtin stores away for later than its own return (in the host's registry, say) needs
//    a Root, or sits in a HostObject that names it in visit().
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string_view>

#include "starlark/value.h"

namespace starlark {

class HostObject;
struct BuiltinDef;
class Collector;
struct HeapState;

class Heap : public std::enable_shared_from_this<Heap> {
 public:
  /// The default limit for the bytes that one heap holds.
  static constexpr std::size_t kDefaultBudget = std::size_t{256} << 20;

  /// A new empty heap. Allocating past [budget] bytes is an error of the running program.
  static std::shared_ptr<Heap> create(std::size_t budget = kDefaultBudget);
  ~Heap();
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // Making values. All are new objects on this heap, except where an inline value will do.
  Value integer(std::int64_t i);
  Value real(double d);
  Value string(std::string_view utf8);
  Value bytes(std::string_view octets);
  Value list(std::span<const Value> elements = {});
  Value tuple(std::span<const Value> elements = {});
  Value dict();
  /// A struct with these fields (sorted by name; the last of equal names wins).
  Value make_struct(std::span<const NamedValue> fields);
  /// A namespace: prints as <module "name">, its members are fields.
  Value module(std::string_view name, std::span<const NamedValue> members);
  /// A value that stands for a C++ object. The same object may be given to several heaps.
  Value host(std::shared_ptr<HostObject> object);
  /// A function value for a builtin that this heap copies.
  Value builtin(BuiltinDef def);
  /// A method of [self]: [def] is not copied and must live as long as the program does (a static
  /// table, usually). Inside, Call::self() is [self].
  Value method(const BuiltinDef& def, Value self);

  // Changing values. They fail, as a builtin does (see builtin.h), when the value is frozen or is
  // being iterated over, and when a key cannot be hashed.
  void append(Value list, Value element);
  void set(Value dict, Value key, Value value);
  void set(Value dict, std::string_view key, Value value);

  /// Makes [v] and all that it refers to immutable. A function that is kept for calls from other
  /// threads, or later than this heap's thread, must be frozen (and held by a Root).
  void freeze(Value v);
  /// Freezes the whole heap for good: no more objects, no more collections.
  void freeze_all();

  /// Keeps another heap alive for as long as this one.
  void keep(std::shared_ptr<const Heap> other);

  /// Bytes now held: objects plus the storage of lists, dicts and sets, garbage included.
  std::size_t bytes() const;
  /// The limit for bytes(), as given to create().
  std::size_t budget() const;

  /// For the interpreter: the heap's inside.
  HeapState& state() { return *state_; }

 private:
  explicit Heap(std::size_t budget);
  std::unique_ptr<HeapState> state_;
};

/// Keeps a value, and the heap that it lives on, alive. Copyable; the copies count.
/// Don't store a Root inside a HostObject of the same heap (neither would ever go): use visit().
class Root {
 public:
  Root() = default;
  Root(Heap& heap, Value value);
  Root(const Root& other);
  Root(Root&& other) noexcept;
  Root& operator=(Root other) noexcept;
  ~Root();

  /// The value; unbound for a default-made Root.
  Value get() const { return value_; }
  explicit operator bool() const { return value_.is_bound(); }

 private:
  std::shared_ptr<Heap> heap_;
  Value value_;
};

}  // namespace starlark
