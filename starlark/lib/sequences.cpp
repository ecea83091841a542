// The universe's functions over sequences: len, range, enumerate, zip, sorted, reversed, min, ...
#include <algorithm>

#include <fmt/format.h>

#include "starlark/lib/universe.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

Value len(Call& call) {
  auto n = length(call[0]);
  if (!n) call.fail_at("x", fmt::format("{} has no length", a_type(call[0])));
  return Value::small_int(static_cast<std::int64_t>(*n));
}

Value range(Call& call) {
  bool both = call[1].is_bound();
  std::int64_t start = both ? call.integer("start_or_stop") : 0;
  std::int64_t stop = both ? call.integer("stop") : call.integer("start_or_stop");
  std::int64_t step = call.integer_or("step", 1);
  if (step == 0) call.fail_at("step", "the step must not be zero");
  return make_range(call.heap(), start, stop, step);
}

Value enumerate(Call& call) {
  Heap& heap = call.heap();
  Value number = call[1].is_bound() ? call[1] : Value::small_int(0);
  std::vector<Value> pairs;
  for (Value v : call.sequence("x")) {
    Value pair[] = {number, v};
    pairs.push_back(heap.tuple(pair));
    number = int_add(heap, number, Value::small_int(1));
  }
  return heap.list(pairs);
}

Value zip(Call& call) {
  std::vector<std::vector<Value>> columns;
  std::size_t rows = SIZE_MAX;
  for (const Argument& a : call.args()) {
    columns.push_back(call.iterate(a.value));
    rows = std::min(rows, columns.back().size());
  }
  std::vector<Value> tuples, row(columns.size());
  for (std::size_t i = 0; !columns.empty() && i < rows; ++i) {
    for (std::size_t c = 0; c < columns.size(); ++c) row[c] = columns[c][i];
    tuples.push_back(call.heap().tuple(row));
  }
  return call.heap().list(tuples);
}

Value reversed(Call& call) {
  std::vector<Value> all = call.sequence("x");
  std::reverse(all.begin(), all.end());
  return call.heap().list(all);
}

/// Calls key(v) for every value; the values themselves without a key. The results are kept in a
/// list, so that they live through the later calls.
std::vector<Value> keys_of(Call& call, std::span<const Value> values) {
  Value key = call.arg("key");
  if (!key.is_bound()) return {values.begin(), values.end()};
  std::vector<Value> keys;
  for (Value v : values) keys.push_back(call.call(key, {&v, 1}));
  return keys;
}

/// A merge sort, for it is stable and never compares out of bounds, even when the order that a
/// host object defines makes no sense.
void merge_sort(std::span<std::size_t> order, std::vector<std::size_t>& scratch,
                const auto& before) {
  if (order.size() < 2) return;
  std::size_t half = order.size() / 2;
  merge_sort(order.first(half), scratch, before);
  merge_sort(order.subspan(half), scratch, before);
  scratch.assign(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(half));
  std::size_t i = 0, j = half, out = 0;
  while (i < half && j < order.size())
    order[out++] = before(order[j], scratch[i]) ? order[j++] : scratch[i++];
  while (i < half) order[out++] = scratch[i++];
}

Value sorted(Call& call) {
  std::vector<Value> values = call.sequence("x"), keys = keys_of(call, values);
  bool reverse = call.bool_or("reverse", false);
  std::vector<std::size_t> order(values.size()), scratch;
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  merge_sort(order, scratch, [&](std::size_t a, std::size_t b) {
    return reverse ? less(call.heap(), keys[b], keys[a]) : less(call.heap(), keys[a], keys[b]);
  });
  ListObject* list = new_list(call.heap(), values.size());
  for (std::size_t i : order) list->elements.push(values[i]);
  return Value::object(list);
}

Value extreme(Call& call, bool largest) {
  std::vector<Value> values;
  if (call.args().size() == 1) {
    values = call.iterate(call.args()[0].value);
  } else {
    for (const Argument& a : call.args()) values.push_back(a.value);
  }
  if (call.args().empty()) call.fail("needs at least one argument");
  if (values.empty()) call.fail("there is no element to choose from");
  std::vector<Value> keys = keys_of(call, values);
  std::size_t best = 0;
  for (std::size_t i = 1; i < values.size(); ++i) {
    bool better =
        largest ? less(call.heap(), keys[best], keys[i]) : less(call.heap(), keys[i], keys[best]);
    if (better) best = i;
  }
  return values[best];
}

Value any_or_all(Call& call, bool wanted) {
  Value source = iterable(call.heap(), call[0]);
  Iterator it(call.heap(), source);
  for (Value v; it.next(v);)
    if (truth(v) == wanted) return Value::boolean(wanted);
  return Value::boolean(!wanted);
}

Value absolute(Call& call) {
  Value x = call[0];
  if (x.is_int()) return int_sign(x) < 0 ? int_negate(call.heap(), x) : x;
  double d = *to_double(x);
  return d < 0 || (d == 0 && 1 / d < 0) ? call.heap().real(-d) : x;
}

constexpr Param kIterable = required("x", type::kIterable).positional_only();
constexpr Param kKey = optional("key", type::kCallable).or_none().keyword_only();

const BuiltinDef kDefs[] = {
    {.name = "abs",
     .params = {required("x", type::kNumber).positional_only()},
     .doc = "A number without its sign.",
     .run = absolute},
    {.name = "len",
     .params = {required("x").positional_only()},
     .doc = "The number of elements of x.",
     .run = len},
    {.name = "range",
     .params = {required("start_or_stop", type::kInt).positional_only(),
                optional("stop", type::kInt).positional_only(),
                optional("step", type::kInt).positional_only()},
     .doc = "The ints from start (0) up to, but without, stop.",
     .run = range},
    {.name = "enumerate",
     .params = {kIterable, optional("start", type::kInt)},
     .doc = "A list of (number, element) pairs.",
     .run = enumerate},
    {.name = "zip",
     .args_name = "iterables",
     .args_types = type::kIterable,
     .doc = "A list of tuples of the first elements, the second ones, ...",
     .run = zip},
    {.name = "reversed",
     .params = {kIterable},
     .doc = "A list of the elements, last first.",
     .run = reversed},
    {.name = "sorted",
     .params = {kIterable, kKey, optional("reverse", type::kBool).keyword_only()},
     .doc = "A sorted list of the elements; equal ones keep their order.",
     .run = sorted},
    {.name = "min",
     .params = {kKey},
     .args_name = "values",
     .doc = "The smallest of several values or of an iterable.",
     .run = [](Call& call) { return extreme(call, false); }},
    {.name = "max",
     .params = {kKey},
     .args_name = "values",
     .doc = "The largest of several values or of an iterable.",
     .run = [](Call& call) { return extreme(call, true); }},
    {.name = "any",
     .params = {kIterable},
     .doc = "Whether any element is true.",
     .run = [](Call& call) { return any_or_all(call, true); }},
    {.name = "all",
     .params = {kIterable},
     .doc = "Whether all elements are true.",
     .run = [](Call& call) { return any_or_all(call, false); }},
};

}  // namespace

std::span<const BuiltinDef> sequence_functions() {
  return kDefs;
}

}  // namespace starlark
