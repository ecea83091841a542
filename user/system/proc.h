// The little that mishap reads of other processes in /proc.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace mishap::system {

/// When a process was started, in clock ticks since boot (field 22 of /proc/PID/stat); with the pid
/// it names one process for ever. nullopt when there is no such process.
std::optional<uint64_t> process_start_time(pid_t pid, const std::string& proc = "/proc");

/// A process's comm: up to 15 bytes of its name; empty when there is no such process.
std::string process_command(pid_t pid, const std::string& proc = "/proc");

/// Whether a process is on its way out: it has closed its files or is about to, and can't be waited
/// for yet (PF_EXITING in field 9 of /proc/PID/stat). False when there is no such process.
bool is_exiting(pid_t pid, const std::string& proc = "/proc");

/// The parent of every process that there is now.
std::map<pid_t, pid_t> parents_of_processes(const std::string& proc = "/proc");

}  // namespace mishap::system
