// One thread of execution of Starlark code: a heap, a call stack, limits, and the host's data.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "starlark/error.h"
#include "starlark/heap.h"
#include "starlark/value.h"

namespace starlark {

/// What a program may use up. A step is one call or one turn of a loop.
struct Limits {
  std::uint64_t steps = UINT64_MAX;
  std::uint32_t depth = 1000;  ///< nested calls
  std::size_t bytes = Heap::kDefaultBudget;
};

/// What running code needs from its host. Copied into each Thread.
struct Host {
  /// Receives what print() prints, without newline; stderr when empty.
  std::function<void(std::string_view text, const Place& place)> print = {};
  /// Handed to builtins: Call::user<T>().
  void* user_data = nullptr;
  Limits limits = {};
  /// When it becomes true, running code ends with ErrorCode::kCancelled. May be null.
  const std::atomic<bool>* cancel = nullptr;
};

struct ThreadState;

/// Use one Thread per test (or per event handler): its heap, with all values that calls returned,
/// lives exactly as long. To be used by one OS thread at a time.
class Thread {
 public:
  explicit Thread(Host host = {});
  /// Runs on an existing heap (as module loading does).
  Thread(Host host, std::shared_ptr<Heap> heap);
  ~Thread();
  Thread(const Thread&) = delete;
  Thread& operator=(const Thread&) = delete;

  /// Calls a function. The result, and what it refers to, is good until this Thread ends (longer:
  /// make a Root). May be called again from a builtin that this very thread is running.
  Result<Value> call(Value callee, std::span<const Value> args = {},
                     std::span<const NamedValue> kwargs = {});

  /// Where calls make their values.
  Heap& heap();
  /// Host::user_data, as it was given.
  void* user_data() const;
  /// Steps taken so far by all calls.
  std::uint64_t steps() const;
  /// Frees all that no Root, no running code and no entry of [keep] reaches. The caller holds no
  /// other Values of this heap. For threads that serve very many calls.
  void collect(std::span<const Value> keep = {});
  /// The innermost place in running Starlark code; nowhere when none runs.
  Place place() const;

  ThreadState& state() { return *state_; }

 private:
  std::unique_ptr<ThreadState> state_;
};

/// A function's name: the def's, "lambda", or the builtin's; "" when v is not a function.
std::string_view function_name(Value v);
/// Where a def or lambda begins; nowhere for builtins and other values.
Place function_place(Value v);

/// What a def or lambda can be called with.
struct Signature {
  std::size_t positional = 0;           ///< most positional arguments; SIZE_MAX with *args
  std::vector<std::string> required;    ///< parameters without default, positional ones first
  std::size_t required_positional = 0;  ///< how many of them take positional arguments
};
/// nullopt for builtins and other values.
std::optional<Signature> function_signature(Value v);

}  // namespace starlark
