// By the inode number of the namespace.
#include "user/system/pid_namespace.h"

#include <sys/stat.h>

namespace mishap::system {
namespace {

/// PROC_PID_INIT_INO: the kernel's own pid namespace has this inode number for ever.
constexpr ino_t initial_pid_namespace = 0xEFFFFFFC;

}  // namespace

bool in_initial_pid_namespace() {
  struct stat info {};
  return stat("/proc/self/ns/pid", &info) == 0 && info.st_ino == initial_pid_namespace;
}

}  // namespace mishap::system
