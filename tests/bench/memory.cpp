#include "tests/bench/memory.h"

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace mishap::bench {
namespace {

/// One descriptor's share, unless the map or program was counted by another descriptor.
uint64_t bytes_behind(const std::filesystem::path& info, std::set<std::string>& counted) {
  std::ifstream in(info);
  std::string word, value, identity;
  uint64_t bytes = 0;
  while (in >> word) {
    if (word != "map_id:" && word != "prog_id:" && word != "memlock:") continue;
    in >> value;
    if (word == "memlock:")
      bytes = std::stoull(value);
    else
      identity = word + value;
  }
  return counted.insert(identity).second ? bytes : 0;
}

}  // namespace

// A link's information names its program but no size, so that it would hide the program.
uint64_t kernel_bytes() {
  std::set<std::string> counted;
  uint64_t sum = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;
    const std::string target = std::filesystem::read_symlink(entry.path(), gone);
    if (target == "anon_inode:bpf-map" || target == "anon_inode:bpf-prog")
      sum += bytes_behind("/proc/self/fdinfo" / entry.path().filename(), counted);
  }
  return sum;
}

uint64_t resident_bytes() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;)
    if (uint64_t kilobytes = 0; word == "VmRSS:" && in >> kilobytes) return kilobytes * 1024;
  return 0;
}

}  // namespace mishap::bench
