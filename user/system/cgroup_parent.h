// The directory that all cgroups of this mishap share, and the lock that says that it is in use.
#pragma once

#include <string>

namespace mishap::system {

/// Makes `parent`, unless it is there, and the directory `path` in it. From then on this process
/// holds flock(LOCK_EX) on the parent, which the kernel drops when the process dies, whatever
/// namespace looks. Thread-safe. Returns 0 or an errno value: EWOULDBLOCK when another process
/// holds the lock and goes on doing so.
int make_in_parent(const std::string& parent, const std::string& path);

/// Removes the parent and lets go of its lock, unless a directory is left in it.
void leave_parent(const std::string& parent);

}  // namespace mishap::system
