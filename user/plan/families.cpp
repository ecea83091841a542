// Names that stand for several syscalls, and the syscalls that are never faulted.
// A program's write() may reach the kernel as write, writev or pwritev2, depending on its libc and
// its language: a family is the set of calls that do the same thing to the same object.
// docs/syscalls.md lists them for users.
#include <algorithm>
#include <map>

#include "user/plan/syscalls.h"

namespace mishap::plan {
namespace {

const std::vector<Family>& family_table() {
  // Ordered by theme. Every member is a row of the syscall table (a unit test holds this).
  static const std::vector<Family> table = {
      // Data of files.
      {"write", {"write", "writev", "pwrite64", "pwritev", "pwritev2"}},
      {"read", {"read", "readv", "pread64", "preadv", "preadv2"}},
      {"fsync", {"fsync", "fdatasync"}},
      {"truncate", {"truncate", "ftruncate"}},
      // Descriptors.
      {"open", {"open", "openat", "openat2", "creat"}},
      {"dup", {"dup", "dup2", "dup3"}},
      {"pipe", {"pipe", "pipe2"}},
      {"eventfd", {"eventfd", "eventfd2"}},
      {"signalfd", {"signalfd", "signalfd4"}},
      {"inotify_init", {"inotify_init", "inotify_init1"}},
      {"epoll_create", {"epoll_create", "epoll_create1"}},
      // Names and attributes of files.
      {"stat", {"stat", "fstat", "lstat", "newfstatat", "statx"}},
      {"statfs", {"statfs", "fstatfs"}},
      {"access", {"access", "faccessat", "faccessat2"}},
      {"getdents", {"getdents", "getdents64"}},
      {"chdir", {"chdir", "fchdir"}},
      {"rename", {"rename", "renameat", "renameat2"}},
      {"link", {"link", "linkat"}},
      {"symlink", {"symlink", "symlinkat"}},
      {"readlink", {"readlink", "readlinkat"}},
      {"unlink", {"unlink", "unlinkat"}},
      {"mkdir", {"mkdir", "mkdirat"}},
      {"mknod", {"mknod", "mknodat"}},
      {"chmod", {"chmod", "fchmod", "fchmodat", "fchmodat2"}},
      {"chown", {"chown", "fchown", "lchown", "fchownat"}},
      {"utime", {"utime", "utimes", "futimesat", "utimensat"}},
      {"setxattr", {"setxattr", "lsetxattr", "fsetxattr"}},
      {"getxattr", {"getxattr", "lgetxattr", "fgetxattr"}},
      {"listxattr", {"listxattr", "llistxattr", "flistxattr"}},
      {"removexattr", {"removexattr", "lremovexattr", "fremovexattr"}},
      // Sockets.
      {"sendto", {"sendto", "sendmsg", "sendmmsg"}},
      {"recvfrom", {"recvfrom", "recvmsg", "recvmmsg"}},
      {"accept", {"accept", "accept4"}},
      // Waiting.
      {"poll", {"poll", "ppoll"}},
      {"select", {"select", "pselect6"}},
      {"epoll_wait", {"epoll_wait", "epoll_pwait", "epoll_pwait2"}},
      {"nanosleep", {"nanosleep", "clock_nanosleep"}},
      // Processes. Threads are made by clone and clone3 too.
      {"fork", {"fork", "vfork", "clone", "clone3"}},
      {"execve", {"execve", "execveat"}},
      {"wait4", {"wait4", "waitid"}},
  };
  return table;
}

}  // namespace

std::span<const Family> families() {
  return family_table();
}

std::vector<std::string> expand_family(std::string_view name) {
  for (const Family& family : family_table())
    if (family.name == name) return {family.members.begin(), family.members.end()};
  if (find_syscall(name)) return {std::string(name)};
  return {};
}

std::optional<std::string> refusal(std::string_view name) {
  static const std::string vdso =
      "programs get it from the vDSO, without entering the kernel, so a fault would not be met";
  static const std::string returns_nothing =
      "it never returns, so there is no result to replace; without it the service could not end";
  static const std::string kernel_internal =
      "the kernel itself makes programs call it and relies on it being carried out";
  static const std::string gone =
      "on x86-64 no Linux of today carries it out: programs get ENOSYS anyway";
  static const std::map<std::string_view, std::string_view> reasons = {
      {"exit", returns_nothing},
      {"exit_group", returns_nothing},
      {"rt_sigreturn", kernel_internal},
      {"restart_syscall", kernel_internal},
      {"uretprobe", kernel_internal},
      {"clock_gettime", vdso},
      {"clock_getres", vdso},
      {"gettimeofday", vdso},
      {"time", vdso},
      {"getcpu", vdso},
      {"create_module", gone},
      {"get_kernel_syms", gone},
      {"query_module", gone},
      {"nfsservctl", gone},
      {"getpmsg", gone},
      {"putpmsg", gone},
      {"afs_syscall", gone},
      {"tuxcall", gone},
      {"security", gone},
      {"vserver", gone},
      {"epoll_ctl_old", gone},
      {"epoll_wait_old", gone},
      {"_sysctl", gone},
      {"uselib", gone},
      {"set_thread_area", gone},
      {"get_thread_area", gone},
  };
  const auto found = reasons.find(name);
  if (found == reasons.end()) return std::nullopt;
  return std::string(found->second);
}

std::vector<std::string> syscall_names() {
  std::vector<std::string> names;
  for (const Family& family : family_table()) names.emplace_back(family.name);
  for (const Syscall& syscall : all_syscalls())
    if (std::ranges::find(names, syscall.name) == names.end()) names.emplace_back(syscall.name);
  return names;
}

}  // namespace mishap::plan
