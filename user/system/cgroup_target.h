// Finds a cgroup that somebody else made: by its path, or by the systemd unit that it belongs to.
#pragma once

#include <cstdint>
#include <string>

#include "user/plan/error.h"

namespace mishap::system {

struct CgroupTarget {
  std::string path;         ///< Of its directory, without symbolic links.
  uint64_t id = 0;          ///< The kernel's cgroup id.
  bool is_root = false;     ///< Of the whole hierarchy: everything on the machine is in it.
  bool has_mishap = false;  ///< mishap itself is in it or below.
};

/// The cgroup2 file system, and where mishap is in it.
struct CgroupWorld {
  std::string mount;       ///< cgroup2_mount().
  std::string own_cgroup;  ///< Directory of the cgroup that mishap is in; empty when not known.

  /// Reads /proc/self.
  static Result<CgroupWorld> current();
};

/// The cgroup with this path, as seen in the file system or relative to the hierarchy's root.
/// Errors: there is none, with the nearest name; a directory that is no cgroup; one of cgroup v1.
Result<CgroupTarget> find_cgroup(const std::string& path, const CgroupWorld& world);

/// The cgroup of a systemd unit: the directory NAME or NAME.service anywhere below the mount.
/// Errors: there is none, with the nearest name; there are several, with all of them.
Result<CgroupTarget> find_unit(const std::string& name, const CgroupWorld& world);

}  // namespace mishap::system
