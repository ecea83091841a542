// What a running builtin can do: read its arguments, fail, call back.
#include <fmt/format.h>

#include "starlark/builtin.h"
#include "starlark/runtime/call_value.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/module_state.h"
#include "starlark/spelling.h"

namespace starlark {
namespace {

/// What an argument must be that is not from [min] to [max]; [fits] says that 64 bits hold it.
std::string expected_range(std::int64_t min, std::int64_t max, bool fits) {
  if (min > INT64_MIN && max < INT64_MAX) return fmt::format("from {} to {}", min, max);
  if (min == INT64_MIN && max == INT64_MAX) return "an int that fits in 64 bits (signed)";
  std::string range =
      max == INT64_MAX ? fmt::format("at least {}", min) : fmt::format("at most {}", max);
  return fits ? range : range + " and fit in 64 bits (signed)";
}

}  // namespace

const Param* Call::param(std::string_view name) const {
  if (def_ == nullptr) return nullptr;
  for (const Param& p : def_->params)
    if (p.name == name) return &p;
  return nullptr;
}

Value Call::arg(std::string_view name) const {
  const Param* p = param(name);
  return p != nullptr ? bound_[static_cast<std::size_t>(p - def_->params.data())] : Value();
}

/// The argument as written that [name] is bound to; null when it was not given.
const Argument* Call::written(std::string_view name) const {
  for (const Argument& a : raw_kwargs_)
    if (a.name == name) return &a;
  const Param* p = param(name);
  if (p == nullptr || p->place == Param::Place::kKeywordOnly) return nullptr;
  auto at = static_cast<std::size_t>(p - def_->params.data());
  return at < raw_args_.size() ? &raw_args_[at] : nullptr;
}

std::string_view Call::string(std::string_view name) const {
  return as_string(arg(name));
}

std::string_view Call::string_or(std::string_view name, std::string_view fallback) const {
  return has(name) ? string(name) : fallback;
}

bool Call::bool_or(std::string_view name, bool fallback) const {
  return has(name) ? truth(arg(name)) : fallback;
}

std::int64_t Call::integer(std::string_view name, std::int64_t min, std::int64_t max) const {
  auto i = to_int64(arg(name));
  if (i && *i >= min && *i <= max) return *i;
  fail_at(name, fmt::format("{} must be {}, not {}", name, expected_range(min, max, i.has_value()),
                            repr(arg(name))));
}

std::int64_t Call::integer_or(std::string_view name, std::int64_t fallback, std::int64_t min,
                              std::int64_t max) const {
  return has(name) ? integer(name, min, max) : fallback;
}

std::vector<Value> Call::sequence(std::string_view name) const {
  return has(name) ? iterate(arg(name)) : std::vector<Value>();
}

Heap& Call::heap() const {
  return thread_.heap();
}
void* Call::user_data() const {
  return thread_.user_data();
}

Place Call::place() const {
  return thread_.place();
}

Place Call::place_of(std::string_view name) const {
  const Argument* a = written(name);
  return a != nullptr ? place_of(*a) : place();
}

Place Call::place_of(const Argument& a) const {
  if (site_ == nullptr || a.end == 0) return place();
  return site_->frame->function->module->program->source.place(a.begin);
}

void Call::fail(std::string message, std::string hint) const {
  fail(Failure{std::move(message), std::move(hint)});
}

void Call::fail(Failure failure) const {
  fail_span(0, 0, std::move(failure));
}

void Call::fail_at(std::string_view name, std::string message, std::string hint) const {
  const Argument* a = written(name);
  fail_span(a != nullptr ? a->begin : 0, a != nullptr ? a->end : 0,
            {std::move(message), std::move(hint)});
}

void Call::fail_at(const Argument& a, std::string message, std::string hint) const {
  fail_span(a.begin, a.end, {std::move(message), std::move(hint)});
}

void Call::fail_at(const Argument& a, Failure failure) const {
  fail_span(a.begin, a.end, std::move(failure));
}

void Call::fail_span(std::uint32_t begin, std::uint32_t end, Failure failure) const {
  EvalError e;
  e.error.code = ErrorCode::kHost;
  e.error.message =
      failure.prefixed ? fmt::format("{}: {}", name_, failure.message) : std::move(failure.message);
  e.error.hint = std::move(failure.hint);
  e.error.payload = std::move(failure.payload);
  if (site_ != nullptr && end > 0) e.at = Span{begin, end};
  throw e;
}

void Call::unexpected(const Argument& a, std::span<const std::string> more,
                      std::span<const std::string> listed) const {
  std::vector<std::string> accepted, candidates;
  if (def_ != nullptr)
    for (const Param& p : def_->params)
      if (p.place != Param::Place::kPositionalOnly) accepted.emplace_back(p.name);
  accepted.insert(accepted.end(), listed.begin(), listed.end());
  candidates = accepted;
  candidates.insert(candidates.end(), more.begin(), more.end());
  std::string note = accepted.empty()
                         ? fmt::format("\"{}\" accepts no named arguments", name_)
                         : fmt::format("\"{}\" accepts {}", name_, join_names(accepted));
  fail_at(a, fmt::format("unexpected argument \"{}\"{}", a.name, did_you_mean(a.name, candidates)),
          std::move(note));
}

Value Call::call(Value callee, std::span<const Value> args,
                 std::span<const NamedValue> kwargs) const {
  ThreadState& t = thread_.state();
  // On failure the frames stay, for the backtrace; whoever catches restores the depth.
  t.push_frame() = {nullptr, name_, {}};
  std::uint32_t depth = t.depth;
  Object* oldest = t.oldest_kept;
  Value* sp = t.sp;
  t.oldest_kept = t.hs.objects;
  Value result = call_from_host(thread_, callee, args, kwargs);
  t.oldest_kept = oldest;
  t.sp = sp;
  t.depth = depth - 1;
  return result;
}

Result<Value> Call::try_call(Value callee, std::span<const Value> args,
                             std::span<const NamedValue> kwargs) const {
  ThreadState& t = thread_.state();
  NativeEntry entry(t);
  try {
    return call_from_host(thread_, callee, args, kwargs);
  } catch (EvalError& e) {
    Error error = describe_failure(t, std::move(e), entry.depth());
    ErrorCode code = error.code;
    if (code == ErrorCode::kSteps || code == ErrorCode::kCancelled)
      throw EvalError{.error = std::move(error), .placed = true};
    return std::unexpected(std::move(error));
  }
}

std::vector<Value> Call::iterate(Value v) const {
  return collect_elements(heap(), v);
}

}  // namespace starlark
