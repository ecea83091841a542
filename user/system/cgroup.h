// The cgroups that services live in: found in mountinfo, unified (v2 alone) or hybrid (v2 beside v1).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "user/plan/error.h"

namespace mishap::system {

/// Where the cgroup2 hierarchy is mounted: /sys/fs/cgroup (unified) or e.g. /sys/fs/cgroup/unified (hybrid).
Result<std::string> cgroup2_mount(const std::string& mountinfo = "/proc/self/mountinfo");

/// A cgroup that mishap made. Its destructor kills what is left in it and removes it with all below.
class Cgroup {
 public:
  /// Makes CGROUP2/mishap.PID.STARTTIME/NAME (and the parent when it is missing).
  static Result<Cgroup> create(const std::string& name);
  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&& other) noexcept;
  ~Cgroup();

  const std::string& path() const { return path_; }
  uint64_t id() const { return id_; }  ///< The kernel's cgroup id: the inode number of the directory.
  int directory_fd() const { return fd_; }  ///< O_DIRECTORY descriptor, for clone3(CLONE_INTO_CGROUP).
  std::vector<int> processes() const;  ///< Of this cgroup and all below.
  bool populated() const;
  /// SIGKILL to everything in it (cgroup.kill, else process by process) and wait until it is empty.
  Result<void> kill(std::chrono::milliseconds patience);

 private:
  Cgroup(std::string path, uint64_t id, int fd);
  std::string path_;
  uint64_t id_ = 0;
  int fd_ = -1;
};

/// Kills and removes the mishap.* cgroups whose owner is dead. Returns how many were removed.
int remove_stale_cgroups();

}  // namespace mishap::system
