// Which cgroups and processes belong to which scope: the rows that bpf/scope.h looks up.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "user/engine/bpf/object.h"
#include "user/engine/engine.h"
#include "user/plan/error.h"

namespace mishap::engine {

class ScopeTable {
 public:
  explicit ScopeTable(const Object& object) : object_(object) {}

  /// Gives the cgroup and all that is below it a scope. Cgroups made later below it inherit it in
  /// the kernel.
  Result<ScopeId> add(uint64_t cgroup_id, const std::string& cgroup_path);
  /// Gives a process and all its descendants a scope; those that come later inherit it in the
  /// kernel.
  Result<ScopeId> add_process(int pid);
  /// Frees the scope; rows of cgroups that still exist stay, but lead nowhere.
  void remove(ScopeId scope);

 private:
  Result<ScopeId> claim();
  Result<void> add_row(uint64_t key, ScopeId scope);
  Result<void> add_process_tree(int pid, ScopeId scope);
  Result<void> add_descendants(const std::string& cgroup_path, ScopeId scope);
  const Object& object_;
  ScopeId last_ = MISHAP_SCOPES - 1;  ///< Given last.
  std::vector<bool> used_ = std::vector<bool>(MISHAP_SCOPES);
};

}  // namespace mishap::engine
