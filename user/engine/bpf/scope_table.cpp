// Writing rows through the mapping of the BPF object's variables. The kernel side adds and removes
// rows at the same time (cgroup_mkdir, cgroup_rmdir), so rows are claimed and published by compare
// and swap.
#include "user/engine/bpf/scope_table.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include <sys/stat.h>

#include "user/engine/bpf/skeleton.h"
#include "user/system/proc.h"

namespace mishap::engine {
namespace {

/// As bpf/scope.h has it.
uint64_t process_key(int pid) {
  return uint64_t{1} << 62 | static_cast<uint32_t>(pid);
}

}  // namespace

Result<void> ScopeTable::add_row(uint64_t key, ScopeId scope) {
  auto& rows = object_.skeleton().bss->rows;
  uint32_t& head = object_.skeleton().bss->slot[key & (MISHAP_SLOTS - 1)];
  int chain = 0;
  for (uint32_t row = head; row; row = rows[row].next, chain++)
    if (rows[row].cgroup_id == key) {  // the kernel's hook was first
      __atomic_store_n(&rows[row].scope, static_cast<u16>(scope), __ATOMIC_RELEASE);
      return {};
    }
  if (chain >= MISHAP_ROW_CHAIN)
    return fail("too many cgroups and processes in scope have similar ids");
  for (uint32_t row = 1; row < MISHAP_CGROUPS; row++) {
    u64 free_id = 0;
    if (!__atomic_compare_exchange_n(&rows[row].cgroup_id, &free_id, key, false, __ATOMIC_ACQ_REL,
                                     __ATOMIC_RELAXED))
      continue;
    rows[row].scope = static_cast<u16>(scope);
    uint32_t old = __atomic_load_n(&head, __ATOMIC_ACQUIRE);
    do rows[row].next = static_cast<u16>(old);
    while (
        !__atomic_compare_exchange_n(&head, &old, row, false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE));
    return {};
  }
  return fail("more than " + std::to_string(MISHAP_CGROUPS - 1) +
              " cgroups and processes are in scope");
}

// Made after the cgroup's own row is in force, so what appears meanwhile inherits it; what vanishes
// meanwhile is no longer needed.
Result<void> ScopeTable::add_descendants(const std::string& cgroup_path, ScopeId scope) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(cgroup_path, error)) {
    struct stat directory = {};
    if (stat(entry.path().c_str(), &directory) || !S_ISDIR(directory.st_mode)) continue;
    if (auto added = add_row(directory.st_ino, scope); !added) return added;
    if (auto added = add_descendants(entry.path(), scope); !added) return added;
  }
  if (error && error != std::errc::no_such_file_or_directory)
    return fail("cannot read " + cgroup_path + ": " + error.message());
  return {};
}

Result<ScopeId> ScopeTable::claim() {
  // In turn, since a child of the last owner may be entering a row with its number just now.
  ScopeId scope = last_;
  do scope = scope % (MISHAP_SCOPES - 1) + 1;
  while (used_[scope] && scope != last_);
  if (used_[scope])
    return fail("more than " + std::to_string(MISHAP_SCOPES - 1) + " scopes at a time");
  used_[scope] = true;
  last_ = scope;
  auto& bss = *object_.skeleton().bss;
  bss.scope_traced[scope] = 0;
  for (auto& of_cpu : bss.passed) of_cpu[scope] = 0;
  std::fill(std::begin(bss.submissions[scope]), std::end(bss.submissions[scope]), 0);
  return scope;
}

Result<ScopeId> ScopeTable::add(uint64_t cgroup_id, const std::string& cgroup_path) {
  const Result<ScopeId> scope = claim();
  if (!scope) return scope;
  auto added = add_row(cgroup_id, *scope);
  if (added) added = add_descendants(cgroup_path, *scope);
  if (added) return scope;
  remove(*scope);
  return std::unexpected(added.error());
}

// A child that appears meanwhile inherits the row of its parent, or is found by a later look at
// /proc: until one finds nothing new.
Result<void> ScopeTable::add_process_tree(int pid, ScopeId scope) {
  std::set<int> members{pid};
  if (auto added = add_row(process_key(pid), scope); !added) return added;
  for (size_t before = 0; before != members.size();) {
    before = members.size();
    for (const auto& [child, parent] : system::parents_of_processes()) {
      if (!members.contains(parent) || !members.insert(child).second) continue;
      if (auto added = add_row(process_key(child), scope); !added) return added;
    }
  }
  return {};
}

Result<ScopeId> ScopeTable::add_process(int pid) {
  const Result<ScopeId> scope = claim();
  if (!scope) return scope;
  auto added = add_process_tree(pid, *scope);
  if (added) return scope;
  remove(*scope);
  return std::unexpected(added.error());
}

void ScopeTable::remove(ScopeId scope) {
  if (!scope || scope >= MISHAP_SCOPES || !used_[scope]) return;
  for (auto& row : object_.skeleton().bss->rows)
    if (row.scope == scope) __atomic_store_n(&row.scope, u16{0}, __ATOMIC_RELEASE);
  used_[scope] = false;
}

}  // namespace mishap::engine
