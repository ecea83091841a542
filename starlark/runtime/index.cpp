// x[i], x[i] = v and x[low:high:step].
#include <algorithm>

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/int.h"
#include "starlark/runtime/mutate.h"
#include "starlark/runtime/ops.h"
#include "starlark/spelling.h"

namespace starlark {
namespace {

/// The offset that an index means in a sequence of this length; fails outside of it.
std::size_t offset(Value index, std::size_t length, std::string_view type) {
  std::int64_t i = index_number(index, fmt::format("a {}'s index", type));
  auto n = static_cast<std::int64_t>(length);
  if (i >= n || i < -n) {
    std::string range = n == 0 ? fmt::format("the {} is empty", type)
                               : fmt::format("the {} has {} element{}", type, n, n == 1 ? "" : "s");
    raise(fmt::format("{} index {} is out of range: {}", type, i, range));
  }
  return static_cast<std::size_t>(i < 0 ? i + n : i);
}

[[noreturn]] void missing_key(const TableObject* dict, Value key) {
  std::string hint;
  if (key.is_string()) {
    std::vector<std::string> names;
    for (std::uint32_t i = dict->table.next(0); i != HashTable::kNone && names.size() < 1000;
         i = dict->table.next(i + 1))
      if (dict->table.entry(i).key.is_string())
        names.emplace_back(as_string(dict->table.entry(i).key));
    hint = did_you_mean(as_string(key), names);
  }
  std::string shown;
  append_repr(shown, key, 200);
  raise(fmt::format("the dict has no key {}{}", shown, hint),
        hint.empty() ? "d.get(key, default) does not fail" : "");
}

/// A slice's numbers, made valid for a sequence of this length.
struct Strides {
  std::int64_t start, count, step;
};

Strides strides(Value low, Value high, Value step, std::int64_t length) {
  auto present = [](Value v) { return v.is_bound() && !v.is_none(); };
  std::int64_t by = present(step) ? index_number(step, "a slice's step") : 1;
  if (by == 0) raise("a slice's step must not be zero");
  // Going up, positions lie in [0, length]; going down, in [-1, length - 1].
  std::int64_t least = by > 0 ? 0 : -1, most = by > 0 ? length : length - 1;
  auto bound = [&](Value v, std::int64_t missing) {
    if (!present(v)) return missing;
    std::int64_t i = index_number(v, "a slice's bound");
    return std::clamp(i < 0 ? i + length : i, least, most);
  };
  std::int64_t from = bound(low, by > 0 ? 0 : length - 1), to = bound(high, by > 0 ? length : -1);
  std::int64_t span = by > 0 ? to - from : from - to;
  std::int64_t stride = by > 0 ? by : by == INT64_MIN ? INT64_MAX : -by;
  return {from, span > 0 ? (span - 1) / stride + 1 : 0, by};
}

Value slice_text(Heap& heap, Value object, const Strides& s) {
  std::string_view text = cast<StringObject>(object)->view();
  std::string out;
  if (s.step == 1) {
    out = text.substr(static_cast<std::size_t>(s.start), static_cast<std::size_t>(s.count));
  } else {
    for (std::int64_t i = 0; i < s.count; ++i)
      out += text[static_cast<std::size_t>(s.start + i * s.step)];
  }
  return object.is_string() ? heap.string(out) : heap.bytes(out);
}

Value slice_range(Heap& heap, const RangeObject& r, const Strides& s) {
  std::int64_t step = r.step * s.step, start = r.start + s.start * r.step;
  return make_range(heap, start, start + s.count * step, step);
}

}  // namespace

std::int64_t index_number(Value v, std::string_view what) {
  if (!v.is_int()) raise(fmt::format("{} must be an int, not {}", what, a_type(v)));
  if (auto i = to_int64(v)) return *i;
  return int_sign(v) > 0 ? INT64_MAX : INT64_MIN + 1;
}

Value get_index(Heap& heap, Value object, Value index) {
  switch (object.kind()) {
    case Kind::kList:
    case Kind::kTuple: {
      auto all = elements(object);
      return all[offset(index, all.size(), type_name(object))];
    }
    case Kind::kDict: {
      auto* dict = cast<TableObject>(object);
      std::uint32_t at = table_find(dict, index);
      if (at == HashTable::kNone) missing_key(dict, index);
      return dict->table.entry(at).value;
    }
    case Kind::kString: {
      std::string_view text = as_string(object);
      return heap.string(text.substr(offset(index, text.size(), "string"), 1));
    }
    case Kind::kBytes: {
      std::string_view text = as_bytes(object);
      return Value::small_int(
          static_cast<unsigned char>(text[offset(index, text.size(), "bytes")]));
    }
    case Kind::kRange: {
      auto* r = cast<RangeObject>(object);
      auto i =
          static_cast<std::int64_t>(offset(index, static_cast<std::size_t>(r->length), "range"));
      return heap.integer(r->start + i * r->step);
    }
    case Kind::kHost: {
      auto found = as_host(object)->index(heap, index);
      if (!found) break;
      if (!found->is_bound())
        raise(fmt::format("the {} has no {}", type_name(object), repr(index)));
      return *found;
    }
    default:
      break;
  }
  raise(fmt::format("{} cannot be indexed", a_type(object)),
        object.kind() == Kind::kStruct ? "a struct's fields are written s.name" : "");
}

void set_index(Heap& heap, Value object, Value index, Value v) {
  if (object.is_dict()) return table_set(heap, cast<TableObject>(object), index, v);
  if (object.is_list()) {
    auto* list = cast<ListObject>(object);
    check_mutable(list, "assign to an element of");
    list->elements[offset(index, list->elements.size(), "list")] = v;
    return;
  }
  raise(fmt::format("the elements of {} cannot be assigned", a_type(object)),
        object.is_tuple() ? "list(x) makes a list of a tuple" : "");
}

Value slice(Heap& heap, Value object, Value low, Value high, Value step) {
  switch (object.kind()) {
    case Kind::kString:
    case Kind::kBytes:
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kRange:
      break;
    default:
      raise(fmt::format("{} cannot be sliced", a_type(object)));
  }
  Strides s = strides(low, high, step, static_cast<std::int64_t>(*length(object)));
  if (object.kind() == Kind::kRange) return slice_range(heap, *cast<RangeObject>(object), s);
  if (object.is_string() || object.kind() == Kind::kBytes) return slice_text(heap, object, s);
  std::vector<Value> out;
  heap.state().check_room(static_cast<std::size_t>(s.count) * sizeof(Value));
  out.reserve(static_cast<std::size_t>(s.count));
  auto all = elements(object);
  for (std::int64_t i = 0; i < s.count; ++i)
    out.push_back(all[static_cast<std::size_t>(s.start + i * s.step)]);
  return object.is_list() ? heap.list(out) : heap.tuple(out);
}

std::pair<std::int64_t, std::int64_t> slice_bounds(Value low, Value high, std::int64_t length) {
  Strides s = strides(low, high, Value(), length);
  return {s.start, s.start + s.count};
}

}  // namespace starlark
