// Set algebra on hash tables: the hashes stored in the entries are reused, never computed again.
#include "starlark/runtime/set_ops.h"

#include "starlark/runtime/iterate.h"
#include "starlark/runtime/mutate.h"

namespace starlark {
namespace {

bool has(const HashTable& table, const HashTable::Entry& e) {
  return table.find(e.key, e.hash) != HashTable::kNone;
}

/// Adds to [into] the entries of [from] for which keep(entry).
template <typename Keep>
void add_if(Heap& heap, TableObject* into, const HashTable& from, Keep keep) {
  for (std::uint32_t i = from.next(0); i != HashTable::kNone; i = from.next(i + 1)) {
    const HashTable::Entry e = from.entry(i);
    if (keep(e)) table_put(heap, into, e.key, e.value, e.hash);
  }
}

constexpr auto kAll = [](const HashTable::Entry&) { return true; };

}  // namespace

Value dict_union(Heap& heap, Value a, Value b) {
  TableObject* result = new_dict(heap);
  add_if(heap, result, cast<TableObject>(a)->table, kAll);
  add_if(heap, result, cast<TableObject>(b)->table, kAll);
  return Value::object(result);
}

void dict_update(Heap& heap, TableObject* into, Value from) {
  check_mutable(into, "update");
  if (cast<TableObject>(from) == into) return;
  add_if(heap, into, cast<TableObject>(from)->table, kAll);
}

std::optional<Value> set_binary(Heap& heap, BinaryOp op, Value a, Value b) {
  const HashTable& x = cast<TableObject>(a)->table;
  const HashTable& y = cast<TableObject>(b)->table;
  auto in_y = [&](const HashTable::Entry& e) { return has(y, e); };
  auto not_in_y = [&](const HashTable::Entry& e) { return !has(y, e); };
  auto not_in_x = [&](const HashTable::Entry& e) { return !has(x, e); };
  if (op != BinaryOp::kOr && op != BinaryOp::kAnd && op != BinaryOp::kSub && op != BinaryOp::kXor)
    return std::nullopt;
  TableObject* result = new_set(heap);
  switch (op) {
    case BinaryOp::kOr:
      add_if(heap, result, x, kAll);
      add_if(heap, result, y, kAll);
      break;
    case BinaryOp::kAnd:
      add_if(heap, result, x, in_y);
      break;
    case BinaryOp::kSub:
      add_if(heap, result, x, not_in_y);
      break;
    default:
      add_if(heap, result, x, not_in_y);
      add_if(heap, result, y, not_in_x);
  }
  return Value::object(result);
}

Value make_set(Heap& heap, Value v) {
  TableObject* result = new_set(heap);
  Value source = iterable(heap, v);
  Iterator it(heap, source);
  for (Value e; it.next(e);) table_set(heap, result, e, Value::none());
  return Value::object(result);
}

}  // namespace starlark
