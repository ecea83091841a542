// Whether the kernel preempts while BPF programs run.
#pragma once

namespace mishap::engine {

/// True for preempt=full and preempt=lazy: read from the scheduler's debugfs file, else from the
/// boot command line and the kernel's version string.
bool preempts_fully();

}  // namespace mishap::engine
