// The cgroups that services live in: found in mountinfo, unified (v2 alone) or hybrid (v2 beside
// v1).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::system {

/// Where the cgroup2 hierarchy is mounted: /sys/fs/cgroup (unified) or e.g. /sys/fs/cgroup/unified
/// (hybrid).
Result<std::string> cgroup2_mount(const std::string& mountinfo = "/proc/self/mountinfo");

/// Whose the processes in a cgroup are.
enum class Tenants : uint8_t {
  mishaps,  ///< Services: they end with it.
  users,    ///< A program that the user ran: nobody but the user ends it.
};

/// A cgroup that mishap made. Its destructor removes it with all below, and the parent that all
/// such cgroups of this mishap share, once the last of them is gone. What is left in it is killed
/// when it is mishap's; when it is the user's, the cgroup stays for as long as it is used.
class Cgroup {
 public:
  /// Makes ROOT/mishap.PID.STARTTIME/NAME, or ROOT/mishap-run.PID.STARTTIME/NAME for the user's (and
  /// the parent when it is missing). Bytes of the name
  /// other than letters, digits, '_' and '-' are written as %XX. ROOT is the cgroup2 mount unless
  /// given (tests). Fails when there is no cgroup2, when mishap may not write there, and when NAME
  /// exists already.
  static Result<Cgroup> create(const std::string& name, const std::string& root = {},
                               Tenants tenants = Tenants::mishaps);
  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&& other) noexcept;
  ~Cgroup();

  const std::string& path() const { return path_; }
  /// The kernel's cgroup id: the inode number of the directory.
  uint64_t id() const { return id_; }
  /// O_DIRECTORY descriptor, for clone3(CLONE_INTO_CGROUP).
  int directory_fd() const { return fd_.get(); }
  std::vector<int> processes() const;  ///< Of this cgroup and all below.
  bool populated() const;              ///< Whether a process is in it or below.
  /// SIGKILL to everything in it (cgroup.kill, else process by process) and wait until it is empty;
  /// an error when something is left after `patience`. Children of mishap itself stay zombies until
  /// reaped (Process does that); a zombie does not count.
  Result<void> kill(std::chrono::milliseconds patience);

 private:
  Cgroup(std::string path, uint64_t id, FileDescriptor fd, Tenants tenants);
  void destroy() noexcept;
  std::string path_;  ///< Empty once moved from.
  uint64_t id_ = 0;
  FileDescriptor fd_;
  Tenants tenants_ = Tenants::mishaps;
};

/// Kills and removes the mishap.PID.STARTTIME cgroups whose owner is dead: nobody holds the lock of
/// the directory. Of the mishap-run.PID.STARTTIME ones those that are empty are removed: the
/// program of a `mishap run` outlives it. Returns how many were removed. ROOT is for tests.
int remove_stale_cgroups(const std::string& root = {});

}  // namespace mishap::system
