// Waiting until no BPF program runs that began before.
#pragma once

#include "user/engine/bpf/object.h"
#include "user/plan/error.h"

namespace mishap::engine {

/// When it returns, no program of ours runs that began before; 12-16 ms. They run inside an RCU read
/// section, so synchronize_rcu() waits for them. Two ways lead to it:
/// membarrier(MEMBARRIER_CMD_GLOBAL), and where the kernel has none of that, updating a map-in-map
/// (kernel/bpf/syscall.c, maybe_wait_bpf_programs). The second one switches kprobe programs off on
/// its CPU for a moment, in which it can be preempted: they miss calls then.
Result<void> wait_out_programs(const Object& object);

}  // namespace mishap::engine
