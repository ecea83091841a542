// What this process holds of the kernel and of memory, to tell whether something leaks; and what
// the kernel complained of.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <bpf/bpf.h>
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include "user/system/cgroup.h"

namespace mishap {

struct Holdings {
  int programs = 0, maps = 0, links = 0;  ///< Of the whole machine.
  int descriptors = 0, cgroups = 0;
  bool operator==(const Holdings&) const = default;
  std::string text() const {
    return std::to_string(programs) + " programs, " + std::to_string(maps) + " maps, " +
           std::to_string(links) + " links, " + std::to_string(descriptors) + " descriptors, " +
           std::to_string(cgroups) + " cgroups";
  }
};

inline int count_ids(int (*next)(__u32, __u32*)) {
  int count = 0;
  for (__u32 id = 0; next(id, &id) == 0;) count++;
  return count;
}

inline int count_entries(const std::string& directory, const std::string& prefix = "") {
  return static_cast<int>(std::ranges::count_if(
      std::filesystem::directory_iterator(directory),
      [&](const auto& entry) { return entry.path().filename().string().starts_with(prefix); }));
}

inline Holdings holdings() {
  return {.programs = count_ids(bpf_prog_get_next_id),
          .maps = count_ids(bpf_map_get_next_id),
          .links = count_ids(bpf_link_get_next_id),
          .descriptors = count_entries("/proc/self/fd"),
          .cgroups = count_entries(system::cgroup2_mount().value(), "mishap")};
}

/// What this process has allocated and not freed, in KiB. Resident memory would not tell: what a
/// thread frees stays with the C library for its next allocations, up to tens of MiB.
inline long allocated_kib() {
  const struct mallinfo2 all = mallinfo2();
  return static_cast<long>((all.uordblks + all.hblkhd) / 1024);
}

/// Lines of the kernel's log since it booted that tell of a fault of its own.
inline std::vector<std::string> kernel_complaints() {
  std::vector<std::string> found;
  const int log = open("/dev/kmsg", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  char line[8192];
  for (ssize_t size = 0; log >= 0 && (size = read(log, line, sizeof line)) > 0;) {
    const std::string text(line, static_cast<size_t>(size));
    for (const char* sign : {"WARNING:", "BUG:", "Oops", " stall", "blocked for more"})
      if (text.find(sign) != std::string::npos) {
        found.push_back(text);
        break;
      }
  }
  close(log);
  return found;
}

}  // namespace mishap
