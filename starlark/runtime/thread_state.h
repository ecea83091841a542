// The inside of a Thread: value stack, frames, and the poll that limits hang on.
//
// The value stack holds locals and every temporary that is alive while other code may run: what
// is on it, the collector finds. So the evaluator's rule is: a Value that is needed after
// evaluating something else is pushed first.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/thread.h"

namespace starlark {

struct ModuleState;

/// A running call. Stays readable after an exception has passed, for the backtrace.
struct FrameRecord {
  const FunctionObject* function;  ///< null: a builtin that called back
  std::string_view builtin;        ///< its name then
  Span span;                       ///< what the frame is doing, in its file
};

/// Loads a module for a `load` statement; given to threads that run a file's top level.
class ModuleSource {
 public:
  virtual std::shared_ptr<const class Module> load_for(ThreadState& t, std::string_view name,
                                                       const ModuleState& from) = 0;

 protected:
  ~ModuleSource() = default;
};

struct ThreadState {
  ThreadState(Host host_in, std::shared_ptr<Heap> heap_in);

  void push(Value v) {
    if (sp == stack_end) overflow();
    *sp++ = v;
  }
  Value pop() { return *--sp; }
  /// Makes sure that [count] pushes will do.
  void reserve(std::size_t count) {
    if (static_cast<std::size_t>(stack_end - sp) < count) overflow();
  }

  /// To be called at every call and every turn of a loop: counts a step, and now and then looks
  /// at limits, cancellation and garbage. May collect: see above.
  void tick() {
    if (++steps >= next_poll || hs.wants_collection()) poll();
  }
  void check_native_stack() {
    if (static_cast<char*>(__builtin_frame_address(0)) < native_limit) overflow();
  }
  [[noreturn]] void overflow();
  void poll();
  void collect(std::span<const Value> keep);

  FrameRecord& push_frame();
  void pop_frame() { --depth; }
  const FrameRecord* innermost() const;

  Host host;
  std::shared_ptr<Heap> heap;
  HeapState& hs;
  bool may_collect = true;

  std::unique_ptr<Value[]> stack;
  Value* sp;
  Value* stack_end;
  std::unique_ptr<FrameRecord[]> frames;
  std::uint32_t depth = 0;

  std::uint64_t steps = 0, next_poll = 0;
  Object* oldest_kept = nullptr;  ///< this and what is older is not collected
  char* native_limit = nullptr;   ///< the C++ stack must not grow below
  ModuleSource* loader = nullptr;
};

/// Marks that C++ enters Starlark code: what exists now is not collected before it has returned.
/// Restores stack, depth and mark at its end, also when an exception passes.
class NativeEntry {
 public:
  explicit NativeEntry(ThreadState& t)
      : t_(t), oldest_(t.oldest_kept), native_(t.native_limit), sp_(t.sp), depth_(t.depth) {
    t.oldest_kept = t.hs.objects;
    enter();
  }
  ~NativeEntry() {
    t_.oldest_kept = oldest_;
    t_.native_limit = native_;
    t_.sp = sp_;
    t_.depth = depth_;
  }
  std::uint32_t depth() const { return depth_; }

 private:
  void enter();

  ThreadState& t_;
  Object* oldest_;
  char* native_;
  Value* sp_;
  std::uint32_t depth_;
};

/// The Error for a failure whose frames still lie above [base_depth].
Error describe_failure(const ThreadState& t, EvalError&& e, std::uint32_t base_depth);

}  // namespace starlark
