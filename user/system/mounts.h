// The mounts of this process, as /proc/self/mountinfo lists them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace mishap::system {

struct Mount {
  std::string root;         ///< Which directory of the file system is mounted; "/" for all.
  std::string mount_point;  ///< Octal escapes undone.
  std::string type;         ///< "ext4", "cgroup2", ...
  bool read_only = false;
};

/// All mounts in the order of the text; lines that don't have the format are left out.
std::vector<Mount> parse_mountinfo(std::string_view text);

/// `\040` and its like, as the kernel writes blanks, tabs, newlines and backslashes, back to bytes.
std::string unescape_octal(std::string_view text);

}  // namespace mishap::system
