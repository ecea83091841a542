// Changing lists, dicts and sets: every change first asks whether it is allowed.
#pragma once

#include <string_view>

#include "starlark/heap.h"
#include "starlark/runtime/object.h"

namespace starlark {

/// Fails unless the list may be changed: [verb] says how in the error, as in "append to".
void check_mutable(const ListObject* list, std::string_view verb);
void check_mutable(const TableObject* table, std::string_view verb);

void list_append(Heap& heap, ListObject* list, Value v);
void list_insert(Heap& heap, ListObject* list, std::size_t at, Value v);
/// Makes room for [more] elements, so that pushing them cannot fail.
void list_reserve(Heap& heap, ListObject* list, std::size_t more);

/// Sets a dict's entry, or adds to a set (the value is ignored then).
void table_set(Heap& heap, TableObject* table, Value key, Value value);
/// The same with the hash known, and with no check.
void table_put(Heap& heap, TableObject* table, Value key, Value value, std::uint32_t hash);
/// The number of the key's entry; HashTable::kNone when absent. Fails for unhashable keys.
std::uint32_t table_find(const TableObject* table, Value key);
/// Removes an entry; false when there is none.
bool table_remove(TableObject* table, Value key);
void table_clear(Heap& heap, TableObject* table);

TableObject* new_dict(Heap& heap);
TableObject* new_set(Heap& heap);
ListObject* new_list(Heap& heap, std::size_t room = 0);

}  // namespace starlark
