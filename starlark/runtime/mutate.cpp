// Every change is checked against freezing and running loops, then charged to the heap's budget.
#include "starlark/runtime/mutate.h"

#include <fmt/format.h>

#include "starlark/runtime/eval_error.h"
#include "starlark/runtime/heap_state.h"
#include "starlark/runtime/ops.h"

namespace starlark {
namespace {

void check(bool frozen, std::uint32_t iterators, std::string_view type, std::string_view verb) {
  if (frozen)
    raise(
        fmt::format("cannot {} a frozen {}", verb, type),
        fmt::format("the values of a file are frozen once it has run; change a copy: {}(x)", type));
  if (iterators > 0)
    raise(fmt::format("cannot {} this {} while a loop runs over it", verb, type),
          fmt::format("loop over a copy: {}(x)", type == "dict" ? "list" : type));
}

}  // namespace

void check_mutable(const ListObject* list, std::string_view verb) {
  check(list->frozen, list->iterators, "list", verb);
}

void check_mutable(const TableObject* table, std::string_view verb) {
  check(table->frozen, table->iterators, table->kind == Kind::kDict ? "dict" : "set", verb);
}

void list_reserve(Heap& heap, ListObject* list, std::size_t more) {
  ValueArray& a = list->elements;
  std::size_t capacity = a.grown(more);
  if (capacity == a.capacity()) return;
  heap.state().charge((capacity - a.capacity()) * sizeof(Value));
  a.reserve(capacity);
}

void list_append(Heap& heap, ListObject* list, Value v) {
  check_mutable(list, "append to");
  list_reserve(heap, list, 1);
  list->elements.push(v);
}

void list_insert(Heap& heap, ListObject* list, std::size_t at, Value v) {
  check_mutable(list, "insert into");
  list_reserve(heap, list, 1);
  list->elements.insert(at, v);
}

void table_put(Heap& heap, TableObject* table, Value key, Value value, std::uint32_t hash) {
  std::uint32_t at = table->table.find(key, hash);
  if (at != HashTable::kNone) {
    table->table.entry(at).value = value;
    return;
  }
  HeapState& hs = heap.state();
  hs.check_room(table->table.growth());
  hs.release(table->table.bytes());
  table->table.make_room();
  hs.bytes += table->table.bytes();
  table->table.add(key, value, hash);
}

void table_set(Heap& heap, TableObject* table, Value key, Value value) {
  std::uint32_t hash = hash_value(key);
  // A loop over a dict may change values, but neither add nor remove keys.
  bool known = table->kind == Kind::kDict && table->iterators > 0 && !table->frozen &&
               table->table.find(key, hash) != HashTable::kNone;
  if (!known) check_mutable(table, table->kind == Kind::kDict ? "insert into" : "add to");
  table_put(heap, table, key, value, hash);
}

std::uint32_t table_find(const TableObject* table, Value key) {
  return table->table.find(key, hash_value(key));
}

bool table_remove(TableObject* table, Value key) {
  std::uint32_t at = table_find(table, key);
  if (at == HashTable::kNone) return false;
  table->table.remove(at);
  return true;
}

void table_clear(Heap&, TableObject* table) {
  check_mutable(table, "clear");
  table->table.clear();
}

TableObject* new_dict(Heap& heap) {
  return heap.state().make<TableObject>(Kind::kDict);
}
TableObject* new_set(Heap& heap) {
  return heap.state().make<TableObject>(Kind::kSet);
}
ListObject* new_list(Heap& heap, std::size_t room) {
  auto* list = heap.state().make<ListObject>(Kind::kList);
  if (room > 0) list_reserve(heap, list, room);
  return list;
}

}  // namespace starlark
