// What can be asked of and done to a directory of the cgroup tree, whoever made it.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "user/plan/error.h"

namespace mishap::system {

/// The processes of the cgroup at `path` and of all below it, as cgroup.procs lists them.
std::vector<int> processes_below(const std::string& path);

/// Whether a live process is in it or below: "populated" of cgroup.events. False when the cgroup is
/// gone.
bool is_populated(const std::string& path);

/// SIGKILL to all in it and below, again and again until it is empty or `patience` is over.
Result<void> kill_tree(const std::string& path, std::chrono::milliseconds patience);

/// Removes an empty cgroup and those below it, deepest first. A cgroup that is gone already is
/// fine.
Result<void> remove_tree(const std::string& path);

}  // namespace mishap::system
