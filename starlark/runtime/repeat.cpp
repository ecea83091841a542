// Concatenating and repeating sequences, and making ranges.
#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

StringObject* new_text(Heap& heap, Kind kind, std::size_t length) {
  auto* s = heap.state().make<StringObject>(kind, length);
  s->length = length;
  return s;
}

TupleObject* new_tuple(Heap& heap, std::size_t length) {
  auto* t = heap.state().make<TupleObject>(Kind::kTuple, length * sizeof(Value));
  t->length = length;
  return t;
}

}  // namespace

Value concatenate(Heap& heap, Value a, Value b) {
  if (a.is_list() || a.is_tuple()) {
    auto x = elements(a), y = elements(b);
    if (a.is_tuple()) {
      if (x.empty() || y.empty()) return x.empty() ? b : a;
      TupleObject* t = new_tuple(heap, x.size() + y.size());
      std::copy(y.begin(), y.end(), std::copy(x.begin(), x.end(), t->data()));
      return Value::object(t);
    }
    ListObject* list = new_list(heap, x.size() + y.size());
    for (auto part : {x, y})
      for (Value v : part) list->elements.push(v);
    return Value::object(list);
  }
  auto* x = cast<StringObject>(a);
  auto* y = cast<StringObject>(b);
  StringObject* s = new_text(heap, a.kind(), x->length + y->length);
  std::memcpy(s->data(), x->data(), x->length);
  std::memcpy(s->data() + x->length, y->data(), y->length);
  return Value::object(s);
}

Value repeat(Heap& heap, Value sequence, Value count) {
  std::size_t unit = *length(sequence);
  bool text = sequence.is_string() || sequence.kind() == Kind::kBytes;
  std::size_t times = 0;
  if (int_sign(count) > 0 && unit > 0) {
    auto n = to_int64(count);
    std::size_t most = heap.budget() / unit / (text ? 1 : sizeof(Value));
    if (!n || static_cast<std::size_t>(*n) > most)
      raise(ErrorCode::kMemory,
            fmt::format("out of memory: {} of length {} cannot be repeated {} times",
                        a_type(sequence), unit, int_to_string(count)));
    times = static_cast<std::size_t>(*n);
  }
  if (text) {
    StringObject* s = new_text(heap, sequence.kind(), unit * times);
    for (std::size_t i = 0; i < times; ++i)
      std::memcpy(s->data() + i * unit, cast<StringObject>(sequence)->data(), unit);
    return Value::object(s);
  }
  auto from = elements(sequence);
  if (sequence.is_tuple()) {
    TupleObject* t = new_tuple(heap, unit * times);
    Value* to = t->data();
    for (std::size_t i = 0; i < times; ++i) to = std::copy(from.begin(), from.end(), to);
    return Value::object(t);
  }
  ListObject* list = new_list(heap, unit * times);
  for (std::size_t i = 0; i < times; ++i)
    for (Value v : from) list->elements.push(v);
  return Value::object(list);
}

Value make_range(Heap& heap, std::int64_t start, std::int64_t stop, std::int64_t step) {
  if (step == 0) raise("range: the step must not be zero");
  using Wide = __int128;
  Wide span = step > 0 ? static_cast<Wide>(stop) - start : static_cast<Wide>(start) - stop;
  Wide stride = step > 0 ? static_cast<Wide>(step) : -static_cast<Wide>(step);
  Wide count = span > 0 ? (span + stride - 1) / stride : 0;
  if (count > kMaxSmall) raise("range: too many elements");
  auto* r = heap.state().make<RangeObject>(Kind::kRange);
  r->start = start;
  r->stop = stop;
  r->step = step;
  r->length = static_cast<std::int64_t>(count);
  return Value::object(r);
}

bool range_contains(const RangeObject& r, std::int64_t i) {
  if (r.length == 0) return false;
  __int128 offset = static_cast<__int128>(i) - r.start;
  return offset % r.step == 0 && offset / r.step >= 0 && offset / r.step < r.length;
}

}  // namespace starlark
