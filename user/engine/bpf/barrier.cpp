// Waiting until no BPF program runs that began before.
#include "user/engine/bpf/barrier.h"

#include <cerrno>

#include <bpf/bpf.h>
#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "user/engine/bpf/skeleton.h"
#include "user/system/file_descriptor.h"

namespace mishap::engine {
namespace {

/// On one CPU membarrier() waits for nothing (kernel/sched/membarrier.c).
bool more_than_one_cpu() {
  return sysconf(_SC_NPROCESSORS_ONLN) > 1;
}

Result<void> update_map_in_map(const Object& object) {
  const system::FileDescriptor inner(
      bpf_map_create(BPF_MAP_TYPE_ARRAY, "barrier", sizeof(u32), sizeof(u64), 1, nullptr));
  if (!inner.valid()) return fail_errno("cannot create a BPF map", errno);
  const u32 key = 0;
  const int value = inner.get();
  if (bpf_map_update_elem(bpf_map__fd(object.skeleton().maps.barrier_map), &key, &value, BPF_ANY))
    return fail_errno("cannot wait for running BPF programs", errno);
  return {};
}

}  // namespace

Result<void> wait_out_programs(const Object& object) {
  if (more_than_one_cpu() && syscall(SYS_membarrier, MEMBARRIER_CMD_GLOBAL, 0, 0) == 0) return {};
  return update_map_in_map(object);
}

}  // namespace mishap::engine
