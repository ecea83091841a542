// Facts that the kernel keeps about a loaded BPF program.
#pragma once

#include <cstdint>

#include <bpf/bpf.h>

namespace mishap::engine {

/// How often the kernel skipped the program because one was already running on that CPU
/// (Linux 5.12, 9ed9e9ba2337).
inline uint64_t recursion_misses(int program_fd) {
  bpf_prog_info info = {};
  uint32_t length = sizeof info;
  return bpf_obj_get_info_by_fd(program_fd, &info, &length) ? 0 : info.recursion_misses;
}

}  // namespace mishap::engine
