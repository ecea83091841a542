// Waiting until no BPF program runs that began before.
#pragma once

#include "user/engine/bpf/object.h"
#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::engine {

/// Our programs run inside an RCU read section, so synchronize_rcu() waits for them. Two ways lead
/// to it: membarrier(MEMBARRIER_CMD_GLOBAL), and where the kernel has none of that, updating a
/// map-in-map (kernel/bpf/syscall.c, maybe_wait_bpf_programs). The second one switches kprobe
/// programs off on its CPU for a moment, in which it can be preempted: they miss calls then. What
/// it needs is made beforehand, so that a change can be left undone when it could not be waited
/// for.
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
