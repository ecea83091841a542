// Threads: entering from the host, limits, and turning failures into Errors.
#include "starlark/thread.h"

#include <fmt/format.h>
#include <pthread.h>

#include "starlark/runtime/call_value.h"
#include "starlark/runtime/module_state.h"
#include "starlark/runtime/thread_state.h"

namespace starlark {
namespace {

constexpr std::size_t kStackValues = std::size_t{1} << 18;
constexpr std::uint64_t kPollSteps = 1024;
/// Left for builtins, the kernel of an operation, and the C library.
constexpr std::size_t kNativeReserve = std::size_t{256} << 10;

/// The lowest address that this OS thread's stack may grow to, plus a reserve.
char* native_stack_limit() {
  static thread_local char* limit = [] {
    pthread_attr_t attributes;
    void* lowest = nullptr;
    std::size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) == 0) {
      pthread_attr_getstack(&attributes, &lowest, &size);
      pthread_attr_destroy(&attributes);
    }
    // The main thread's stack may be unlimited; 64 MB of it are plenty.
    char* top = static_cast<char*>(lowest) + size;
    std::size_t use = std::min(size, std::size_t{64} << 20);
    return top - use + std::min(kNativeReserve, use / 4);
  }();
  return limit;
}

}  // namespace

ThreadState::ThreadState(Host host_in, std::shared_ptr<Heap> heap_in)
    : host(std::move(host_in)),
      heap(std::move(heap_in)),
      hs(heap->state()),
      stack(std::make_unique_for_overwrite<Value[]>(kStackValues)),
      sp(stack.get()),
      stack_end(stack.get() + kStackValues),
      frames(std::make_unique_for_overwrite<FrameRecord[]>(host.limits.depth + 1)) {}

void ThreadState::overflow() {
  raise(ErrorCode::kDepth, fmt::format("the calls are nested too deeply ({} deep)", depth),
        "does a recursion end?");
}

FrameRecord& ThreadState::push_frame() {
  if (depth >= host.limits.depth) overflow();
  check_native_stack();
  return frames[depth++];
}

void ThreadState::poll() {
  next_poll = std::min(steps + kPollSteps, host.limits.steps);
  if (steps > host.limits.steps)
    raise(ErrorCode::kSteps, fmt::format("the program took more than {} steps", host.limits.steps),
          "a step is one call or one turn of a loop");
  if (steps == host.limits.steps) next_poll = steps + 1;
  if (host.cancel != nullptr && host.cancel->load(std::memory_order_relaxed))
    raise(ErrorCode::kCancelled, "the program was cancelled");
  if (may_collect && hs.wants_collection())
    collect({});
  else if (!may_collect)
    hs.threshold = hs.budget + 1;
}

void ThreadState::collect(std::span<const Value> keep) {
  hs.collect(oldest_kept, [&](Visitor& visitor) {
    for (Value* v = stack.get(); v != sp; ++v) visitor.visit(*v);
    for (Value v : keep) visitor.visit(v);
    for (const auto& module : hs.modules)
      for (const auto* values : {&module->constants, &module->globals})
        for (Value v : *values) visitor.visit(v);
  });
}

const FrameRecord* ThreadState::innermost() const {
  for (std::uint32_t i = depth; i-- > 0;)
    if (frames[i].function != nullptr) return &frames[i];
  return nullptr;
}

void NativeEntry::enter() {
  if (t_.native_limit == nullptr) t_.native_limit = native_stack_limit();
}

Error describe_failure(const ThreadState& t, EvalError&& e, std::uint32_t base_depth) {
  Error error = std::move(e.error);
  bool innermost = !e.placed;
  for (std::uint32_t i = t.depth; i-- > base_depth;) {
    const FrameRecord& f = t.frames[i];
    if (f.function == nullptr) {
      error.backtrace.push_back({std::string(f.builtin), {}});
      continue;
    }
    const Source& source = f.function->module->program->source;
    Frame frame{std::string(f.function->code->name), source.place(f.span.begin)};
    if (innermost) source.locate(e.at.value_or(f.span), error);
    innermost = false;
    error.backtrace.push_back(std::move(frame));
  }
  return error;
}

Thread::Thread(Host host) : Thread(host, Heap::create(host.limits.bytes)) {}
Thread::Thread(Host host, std::shared_ptr<Heap> heap)
    : state_(std::make_unique<ThreadState>(std::move(host), std::move(heap))) {}
Thread::~Thread() = default;

Heap& Thread::heap() {
  return *state_->heap;
}
void* Thread::user_data() const {
  return state_->host.user_data;
}
std::uint64_t Thread::steps() const {
  return state_->steps;
}
void Thread::collect(std::span<const Value> keep) {
  state_->collect(keep);
}

Place Thread::place() const {
  const FrameRecord* f = state_->innermost();
  return f != nullptr ? f->function->module->program->source.place(f->span.begin) : Place{};
}

Result<Value> Thread::call(Value callee, std::span<const Value> args,
                           std::span<const NamedValue> kwargs) {
  ThreadState& t = *state_;
  NativeEntry entry(t);
  try {
    return call_from_host(*this, callee, args, kwargs);
  } catch (EvalError& e) {
    return std::unexpected(describe_failure(t, std::move(e), entry.depth()));
  } catch (const std::bad_alloc&) {
    EvalError e;
    e.error.code = ErrorCode::kMemory;
    e.error.message = "out of memory";
    return std::unexpected(describe_failure(t, std::move(e), entry.depth()));
  }
}

std::string_view function_name(Value v) {
  if (v.kind() == Kind::kFunction) return cast<FunctionObject>(v)->code->name;
  if (v.kind() == Kind::kBuiltin) return cast<BuiltinObject>(v)->def->name;
  return {};
}

Place function_place(Value v) {
  if (v.kind() != Kind::kFunction) return {};
  auto* f = cast<FunctionObject>(v);
  return f->module->program->source.place(f->code->span.begin);
}

std::optional<Signature> function_signature(Value v) {
  if (v.kind() != Kind::kFunction) return std::nullopt;
  auto* f = cast<FunctionObject>(v);
  const FunctionCode& code = *f->code;
  Signature signature;
  signature.positional = code.has_args ? SIZE_MAX : code.positional;
  for (std::uint32_t i = 0; i < code.positional + code.keyword_only; ++i) {
    if (f->default_values()[i].is_bound()) continue;
    signature.required.emplace_back(code.param_names[i]);
    if (i < code.positional) ++signature.required_positional;
  }
  return signature;
}

}  // namespace starlark
