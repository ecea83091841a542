// Iterators hold a lock on what they run over, so that a program cannot change it underneath.
#include "starlark/runtime/iterate.h"

#include <fmt/format.h>

#include "starlark/host_object.h"
#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/ops.h"
#include "starlark/syntax/utf8.h"

namespace starlark {

bool is_iterable(Value v) {
  switch (v.kind()) {
    case Kind::kList:
    case Kind::kTuple:
    case Kind::kDict:
    case Kind::kSet:
    case Kind::kRange:
    case Kind::kIterable:
      return true;
    case Kind::kHost:
      return cast<HostRef>(v)->host->iterable();
    default:
      return false;
  }
}

Value iterable(Heap& heap, Value v) {
  if (v.kind() == Kind::kHost) {
    auto elements = cast<HostRef>(v)->host->iterate(heap);
    if (elements) return heap.tuple(*elements);
  } else if (is_iterable(v)) {
    return v;
  }
  std::string hint = v.is_string() ? "s.elems() yields the characters of a string" : "";
  raise(fmt::format("{} is not iterable", a_type(v)), hint);
}

Iterator::Iterator(Heap& heap, Value iterable)
    : heap_(heap), source_(iterable), kind_(iterable.kind()) {
  if (std::uint32_t* count = lock()) ++*count;
}
Iterator::~Iterator() {
  if (std::uint32_t* count = lock()) --*count;
}

/// The count of iterators of what can change; frozen values need none, and other threads may be
/// iterating over them.
std::uint32_t* Iterator::lock() const {
  if (!source_.is_object() || source_.as_object()->frozen) return nullptr;
  if (kind_ == Kind::kList) return &cast<ListObject>(source_)->iterators;
  if (kind_ == Kind::kDict || kind_ == Kind::kSet) return &cast<TableObject>(source_)->iterators;
  return nullptr;
}

bool Iterator::next(Value& element) {
  switch (kind_) {
    case Kind::kList:
    case Kind::kTuple: {
      auto all = elements(source_);
      if (at_ >= all.size()) return false;
      element = all[at_++];
      return true;
    }
    case Kind::kDict:
    case Kind::kSet: {
      const HashTable& table = cast<TableObject>(source_)->table;
      std::uint32_t i = table.next(static_cast<std::uint32_t>(at_));
      if (i == HashTable::kNone) return false;
      element = table.entry(i).key;
      at_ = i + 1;
      return true;
    }
    case Kind::kRange: {
      auto* r = cast<RangeObject>(source_);
      if (at_ >= static_cast<std::size_t>(r->length)) return false;
      element = heap_.integer(r->start + static_cast<std::int64_t>(at_++) * r->step);
      return true;
    }
    default:
      return next_in_text(element);
  }
}

bool Iterator::next_in_text(Value& element) {
  auto* view = cast<IterableObject>(source_);
  std::string_view text = cast<StringObject>(view->source)->view();
  if (at_ >= text.size()) return false;
  auto byte = static_cast<unsigned char>(text[at_]);
  CodePoint point = decode_utf8(text.substr(at_));
  std::size_t size = 1;
  switch (view->elements_of) {
    case ElementsOf::kElems:
      element = heap_.string(text.substr(at_, 1));
      break;
    case ElementsOf::kElemOrds:
    case ElementsOf::kBytes:
      element = Value::small_int(byte);
      break;
    case ElementsOf::kCodepoints: {
      size = point.size;
      element = heap_.string(point.valid ? text.substr(at_, size) : "\xEF\xBF\xBD");
      break;
    }
    case ElementsOf::kCodepointOrds:
      size = point.size;
      element = Value::small_int(point.value);
      break;
  }
  at_ += size;
  return true;
}

std::vector<Value> collect_elements(Heap& heap, Value v) {
  Value source = iterable(heap, v);
  std::vector<Value> all;
  if (auto n = length(source)) {
    heap.state().check_room(*n * sizeof(Value));
    all.reserve(*n);
  }
  Iterator it(heap, source);
  for (Value e; it.next(e);) all.push_back(e);
  return all;
}

std::optional<std::vector<Value>> iterate(Value v) {
  if (v.kind() == Kind::kIterable || v.kind() == Kind::kHost || !is_iterable(v))
    return std::nullopt;
  if (v.kind() == Kind::kRange) {
    auto* r = cast<RangeObject>(v);
    if (r->length > (1 << 24)) return std::nullopt;
    std::vector<Value> all;
    for (std::int64_t i = 0; i < r->length; ++i)
      all.push_back(Value::small_int(r->start + i * r->step));
    return all;
  }
  if (v.is_list() || v.is_tuple())
    return std::vector<Value>(elements(v).begin(), elements(v).end());
  std::vector<Value> keys;
  const HashTable& table = cast<TableObject>(v)->table;
  for (std::uint32_t i = table.next(0); i != HashTable::kNone; i = table.next(i + 1))
    keys.push_back(table.entry(i).key);
  return keys;
}

}  // namespace starlark
