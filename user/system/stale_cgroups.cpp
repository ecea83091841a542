// Clears away what a mishap that was killed left behind.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>

#include "user/system/cgroup.h"
#include "user/system/cgroup_tree.h"

namespace mishap::system {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

constexpr std::string_view services_prefix = "mishap.", programs_prefix = "mishap-run.";

/// PREFIX PID.STARTTIME: every other name is none of our business.
bool is_a_mishaps(std::string_view name, std::string_view prefix) {
  if (!name.starts_with(prefix)) return false;
  name.remove_prefix(prefix.size());
  const size_t dot = name.find('.');
  return dot != std::string_view::npos && is_number(name.substr(0, dot)) &&
         is_number(name.substr(dot + 1));
}

/// Locks the directory, which fails when its owner lives, in whatever pid namespace: /proc would
/// not tell of that one.
FileDescriptor lock_of_the_dead(const std::string& path) {
  FileDescriptor directory(open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid() || flock(directory.get(), LOCK_EX | LOCK_NB) != 0) return {};
  // Its owner may have removed it meanwhile and made a new one of the same name.
  struct stat locked {}, named {};
  if (fstat(directory.get(), &locked) != 0 || stat(path.c_str(), &named) != 0 ||
      locked.st_dev != named.st_dev || locked.st_ino != named.st_ino)
    return {};
  return directory;
}

struct Candidate {
  std::string path;
  Tenants tenants;
};

std::vector<Candidate> candidates_in(const std::string& top) {
  std::vector<Candidate> candidates;
  std::error_code error;
  for (std::filesystem::directory_iterator it(top, error), end; !error && it != end;
       it.increment(error)) {
    const std::string name = it->path().filename().string();
    if (is_a_mishaps(name, services_prefix)) candidates.push_back({it->path(), Tenants::mishaps});
    if (is_a_mishaps(name, programs_prefix)) candidates.push_back({it->path(), Tenants::users});
  }
  return candidates;
}

/// A program that `mishap run` started runs on when that mishap is killed, so its cgroup waits until
/// it has ended.
bool vacate(const Candidate& candidate) {
  if (candidate.tenants == Tenants::users) return !is_populated(candidate.path);
  return kill_tree(candidate.path, std::chrono::seconds(5)).has_value();
}

}  // namespace

int remove_stale_cgroups(const std::string& root) {
  const std::string top = root.empty() ? cgroup2_mount().value_or("") : root;
  if (top.empty()) return 0;
  int removed = 0;
  for (const Candidate& candidate : candidates_in(top)) {
    const FileDescriptor lock = lock_of_the_dead(candidate.path);
    if (lock.valid() && vacate(candidate) && remove_tree(candidate.path)) removed++;
  }
  return removed;
}

}  // namespace mishap::system
