// Waiting until no BPF program runs that began before.
#pragma once

#include "user/engine/bpf/object.h"
#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::engine {

/// Updating a map-in-map ends in synchronize_rcu() (kernel/bpf/syscall.c,
/// maybe_wait_bpf_programs), and our programs run inside an RCU read section. What the update needs
/// is made beforehand, so that a change can be left undone when it could not be waited for.
class Barrier {
 public:
  static Result<Barrier> prepare(const Object& object);
  /// When it returns, no program runs that began before. 12-16 ms.
  Result<void> wait() const;

 private:
  Barrier(int map, system::FileDescriptor inner) : map_(map), inner_(std::move(inner)) {}
  int map_;
  system::FileDescriptor inner_;
};

}  // namespace mishap::engine
