// Whether process numbers mean the same here as in the kernel.
#pragma once

namespace mishap::system {

/// Whether mishap runs in the initial pid namespace, so that pids that the kernel side tells are
/// those of its /proc.
bool in_initial_pid_namespace();

}  // namespace mishap::system
