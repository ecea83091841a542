// Makes, locks and removes the parent of this mishap's cgroups.
#include "user/system/cgroup_parent.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <map>
#include <mutex>

#include "user/system/file_descriptor.h"

namespace mishap::system {
namespace {

/// The parents that this process has locked: one, and more only where tests give other roots.
struct Held {
  std::mutex mutex;  ///< Guards what follows, and is held while parents come and go.
  std::map<std::string, FileDescriptor> locks;
};

Held& held() {
  static Held all;
  return all;
}

/// Takes the lock. Whoever clears stale cgroups away holds it for the moment that takes, so a few
/// seconds are worth waiting.
int lock(const FileDescriptor& directory) {
  for (int tries = 0; flock(directory.get(), LOCK_EX | LOCK_NB) != 0; tries++) {
    if ((errno != EWOULDBLOCK && errno != EINTR) || tries == 600) return errno;
    usleep(10'000);
  }
  return 0;
}

int make_locked(const std::string& parent, std::map<std::string, FileDescriptor>& locks) {
  if (mkdir(parent.c_str(), 0755) == 0)
    locks.erase(parent);  // Of a directory of that name that is gone.
  else if (errno != EEXIST)
    return errno;
  if (locks.contains(parent)) return 0;
  FileDescriptor directory(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.valid()) return errno;
  if (const int error = lock(directory)) return error;
  locks[parent] = std::move(directory);
  return 0;
}

}  // namespace

int make_in_parent(const std::string& parent, const std::string& path) {
  const std::lock_guard guard(held().mutex);
  for (int tries = 0;; tries++) {
    // Between mkdir and flock the parent looks stale, and another mishap may remove it: then once
    // more.
    int error = make_locked(parent, held().locks);
    if (error == 0 && mkdir(path.c_str(), 0755) != 0) error = errno;
    if (error != ENOENT || tries == 10) return error;
  }
}

void leave_parent(const std::string& parent) {
  const std::lock_guard guard(held().mutex);
  if (rmdir(parent.c_str()) == 0) held().locks.erase(parent);
}

}  // namespace mishap::system
