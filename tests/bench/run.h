// Running programs and taking what they print.
#pragma once

#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/system/process.h"

namespace mishap::bench {

/// Starts words[0], a path, in this cgroup (-1: ours); what it prints goes to `stdout_fd`
/// (-1: nowhere).
Result<system::Process> start(const std::vector<std::string>& words, int cgroup_fd,
                              int stdout_fd = -1);

/// Runs it to its end. Its stdout; an error when it exits with anything but 0.
Result<std::string> output_of(const std::vector<std::string>& words, int cgroup_fd);

}  // namespace mishap::bench
