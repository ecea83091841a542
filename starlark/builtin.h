// Functions in C++ for Starlark programs: one declarative table a function says its name, its
// parameters and what each accepts; binding, type errors, spelling hints and docs follow from it.
//
//     const BuiltinDef kOp = {
//         .name = "op",
//         .params = {optional("syscalls", type::kList),
//                    optional("path", type::kString).or_none()},
//         .doc = "Names a group of system calls.",
//         .run = [](Call& call) -> Value {
//           std::string_view path = call.string_or("path", "");
//           if (path == "/") call.fail_at("path", "a glob must name files");
//           return call.heap().host(std::make_shared<Operation>(path));
//         }};
#pragma once

#include <any>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/error.h"
#include "starlark/heap.h"
#include "starlark/value.h"

namespace starlark {

class Thread;
struct CallSite;

/// A set of kinds that a parameter accepts.
using TypeSet = std::uint32_t;
namespace type {
inline constexpr TypeSet kNone = 1U << 0, kBool = 1U << 1, kInt = 1U << 2, kFloat = 1U << 3,
                         kString = 1U << 4, kBytes = 1U << 5, kList = 1U << 6, kTuple = 1U << 7,
                         kDict = 1U << 8, kSet = 1U << 9, kRange = 1U << 10, kStruct = 1U << 11,
                         kCallable = 1U << 12,  ///< function, builtin, callable host object
    kIterable = 1U << 13,                       ///< whatever `for` accepts
    kHost = 1U << 14,                           ///< host objects: see Param::host_types
    kNumber = kInt | kFloat, kSequence = kList | kTuple, kAny = ~0U;
}  // namespace type

/// One parameter of a builtin.
struct Param {
  enum class Place : std::uint8_t { kPositionalOnly, kEither, kKeywordOnly };

  std::string_view name;
  TypeSet types = type::kAny;
  bool is_required = true;
  Place place = Place::kEither;
  std::string_view default_text = {};  ///< how docs show the default, such as "None"
  /// With type::kHost: accepted HostObject::type_name()s, apart by '|'; all when empty.
  std::string_view host_types = {};
  bool none_is_absent = false;

  /// Accepts None too, and then counts as not given.
  constexpr Param or_none() const {
    Param p = *this;
    p.types |= type::kNone;
    p.none_is_absent = true;
    return p;
  }
  constexpr Param keyword_only() const {
    Param p = *this;
    p.place = Place::kKeywordOnly;
    return p;
  }
  constexpr Param positional_only() const {
    Param p = *this;
    p.place = Place::kPositionalOnly;
    return p;
  }
  /// Accepts these host types as well: host("service|interface_ref").
  constexpr Param or_host(std::string_view names) const {
    Param p = *this;
    p.types |= type::kHost;
    p.host_types = names;
    return p;
  }
  constexpr Param shown_default(std::string_view text) const {
    Param p = *this;
    p.default_text = text;
    return p;
  }
};

constexpr Param required(std::string_view name, TypeSet types = type::kAny) {
  return {.name = name, .types = types};
}
constexpr Param optional(std::string_view name, TypeSet types = type::kAny) {
  return {.name = name, .types = types, .is_required = false};
}
/// A required host object of one of the given type names ("service|interface_ref").
constexpr Param required_host(std::string_view name, std::string_view host_types) {
  return {.name = name, .types = type::kHost, .host_types = host_types};
}
constexpr Param optional_host(std::string_view name, std::string_view host_types) {
  return {.name = name, .types = type::kHost, .is_required = false, .host_types = host_types};
}

class Call;

/// A builtin, whole.
struct BuiltinDef {
  std::string_view name;
  std::vector<Param> params = {};
  /// The catch-alls. Without a name, surplus arguments are errors.
  std::string_view args_name = {};  ///< "interfaces" for *interfaces
  TypeSet args_types = type::kAny;
  std::string_view args_host_types = {};
  std::string_view kwargs_name = {};  ///< "faults" for **faults
  TypeSet kwargs_types = type::kAny;
  std::string_view kwargs_host_types = {};
  std::string_view doc = {};
  std::function<Value(Call&)> run = {};
};

/// One argument as written at the call.
struct Argument {
  std::string_view name;  ///< empty for a positional one
  Value value;
  std::uint32_t begin = 0, end = 0;  ///< its text (name included) in the caller's file; 0,0: none
};

/// What a failing builtin says.
struct Failure {
  std::string message;  ///< the builtin's name is put before it: "service: ..."
  std::string hint = {};
  std::any payload = {};
  bool prefixed = true;  ///< false: the message stands alone
};

/// A running builtin's view of its call. The fail functions, and everything here that runs
/// Starlark code or converts arguments, leave the builtin by a C++ exception that the interpreter
/// catches: hold resources by RAII and don't catch (...) without rethrowing.
class Call {
 public:
  /// The argument of the definition's parameter of that number; unbound when absent.
  Value operator[](std::size_t parameter) const { return bound_[parameter]; }
  /// The same by the parameter's name; unbound too when there is no such parameter.
  Value arg(std::string_view name) const;
  /// Whether the argument was given (and is not a None that counts as absent).
  bool has(std::string_view name) const { return arg(name).is_bound(); }

  // The same as C++ values; the type was checked by binding. The _or forms are for optional ones.
  std::string_view string(std::string_view name) const;
  std::string_view string_or(std::string_view name, std::string_view fallback) const;
  bool bool_or(std::string_view name, bool fallback) const;
  /// An int in [min, max], else an error that tells the range, at that argument.
  std::int64_t integer(std::string_view name, std::int64_t min = INT64_MIN,
                       std::int64_t max = INT64_MAX) const;
  std::int64_t integer_or(std::string_view name, std::int64_t fallback,
                          std::int64_t min = INT64_MIN, std::int64_t max = INT64_MAX) const;
  /// The elements of an iterable argument; empty when absent.
  std::vector<Value> sequence(std::string_view name) const;

  /// What fell to *args and **kwargs, each with its place in the source.
  std::span<const Argument> args() const { return args_; }
  std::span<const Argument> kwargs() const { return kwargs_; }
  /// Every argument as written, before binding.
  std::span<const Argument> raw_args() const { return raw_args_; }
  std::span<const Argument> raw_kwargs() const { return raw_kwargs_; }

  /// The receiver of a method; unbound for plain functions. For HostObject::call: the object.
  Value self() const { return self_; }
  /// The builtin's name.
  std::string_view name() const { return name_; }

  /// The thread that runs the program.
  Thread& thread() const { return thread_; }
  /// Where the builtin makes its values; the thread's heap.
  Heap& heap() const;
  /// Thread::user_data as a T, which the host must have set to one.
  template <typename T>
  T& user() const {
    return *static_cast<T*>(user_data());
  }
  /// Thread::user_data, as the host set it.
  void* user_data() const;

  /// Where the program calls this builtin: the innermost Starlark code.
  starlark::Place place() const;
  /// Where the named argument (or this one) is written; place() when it is not written out.
  starlark::Place place_of(std::string_view name) const;
  starlark::Place place_of(const Argument& argument) const;

  [[noreturn]] void fail(std::string message, std::string hint = {}) const;
  [[noreturn]] void fail(Failure failure) const;
  /// The same, pointing at an argument of this call.
  [[noreturn]] void fail_at(std::string_view name, std::string message,
                            std::string hint = {}) const;
  [[noreturn]] void fail_at(const Argument& argument, std::string message,
                            std::string hint = {}) const;
  [[noreturn]] void fail_at(const Argument& argument, Failure failure) const;
  /// Fails with `unexpected argument "prot" (did you mean "port"?)` at the argument. The hints
  /// come from the parameters and [more] (names of ops, of system calls, ...); the note lists the
  /// parameters and [listed], which should be short.
  [[noreturn]] void unexpected(const Argument& argument, std::span<const std::string> more = {},
                               std::span<const std::string> listed = {}) const;

  /// Calls a Starlark callable. A failure passes through this builtin with its backtrace.
  Value call(Value callee, std::span<const Value> args = {},
             std::span<const NamedValue> kwargs = {}) const;
  /// The same, but the failure is handed to the caller. (Running out of steps and
  /// cancellation still pass through.)
  Result<Value> try_call(Value callee, std::span<const Value> args = {},
                         std::span<const NamedValue> kwargs = {}) const;
  /// The elements of any iterable, else an error.
  std::vector<Value> iterate(Value v) const;

  /// For the interpreter: raw arguments of a call at [site].
  Call(Thread& thread, std::string_view name, Value self, const CallSite* site,
       std::span<const Argument> raw_args, std::span<const Argument> raw_kwargs);
  /// For the interpreter: binds the raw arguments as [def] says.
  void bind(const BuiltinDef& def);

 private:
  friend class BuiltinBinder;
  const Argument* written(std::string_view name) const;
  const Param* param(std::string_view name) const;
  [[noreturn]] void fail_span(std::uint32_t begin, std::uint32_t end, Failure failure) const;

  Thread& thread_;
  std::string_view name_;
  Value self_;
  const CallSite* site_;
  const BuiltinDef* def_ = nullptr;
  std::span<const Argument> raw_args_, raw_kwargs_;
  std::span<Value> bound_;  ///< on the thread's value stack
  std::span<const Argument> args_;
  std::vector<Argument> kwargs_;
};

}  // namespace starlark
