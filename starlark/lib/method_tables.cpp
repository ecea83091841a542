// Which type has which methods.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "starlark/lib/collection_methods.h"
#include "starlark/lib/string_methods.h"
#include "starlark/runtime/methods.h"

namespace starlark {
namespace {

using Table = std::unordered_map<std::string_view, const BuiltinDef*>;

void add(Table& table, std::span<const BuiltinDef> defs) {
  for (const BuiltinDef& def : defs) table.emplace(def.name, &def);
}

const Table* table_of(Kind kind) {
  static const auto tables = [] {
    std::array<Table, 5> t;
    for (auto part : {string_search_methods(), string_split_methods(), string_case_methods()})
      add(t[0], part);
    add(t[1], bytes_methods());
    add(t[2], list_methods());
    add(t[3], dict_methods());
    add(t[4], set_methods());
    return t;
  }();
  switch (kind) {
    case Kind::kString:
      return &tables[0];
    case Kind::kBytes:
      return &tables[1];
    case Kind::kList:
      return &tables[2];
    case Kind::kDict:
      return &tables[3];
    case Kind::kSet:
      return &tables[4];
    default:
      return nullptr;
  }
}

}  // namespace

const BuiltinDef* find_method(Kind kind, std::string_view name) {
  const Table* table = table_of(kind);
  if (table == nullptr) return nullptr;
  auto found = table->find(name);
  return found != table->end() ? found->second : nullptr;
}

std::vector<std::string> method_names(Kind kind) {
  std::vector<std::string> names;
  if (const Table* table = table_of(kind))
    for (const auto& entry : *table) names.emplace_back(entry.first);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace starlark
