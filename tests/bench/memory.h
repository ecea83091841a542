// What a process that has loaded BPF programs takes.
#pragma once

#include <cstdint>

namespace mishap::bench {

/// Bytes of kernel memory behind the BPF maps and programs that this process holds.
uint64_t kernel_bytes();
/// Bytes of this process's memory that are resident.
uint64_t resident_bytes();

}  // namespace mishap::bench
