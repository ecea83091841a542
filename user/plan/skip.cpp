// Calls are listed rather than derived: a success that says more than "done" can't be made up.
// Each is a call whose man page knows one success only, and which then leaves nothing in the
// caller's memory. Not here, though they return 0: what hands back an old value if asked to
// (rt_sigaction, timer_settime, setitimer), what does one of several things (ioctl, fcntl, prctl,
// futex, semctl), and what keeps writing to memory that it is given (rseq).
#include "user/plan/skip.h"

#include <algorithm>
#include <span>

#include <fmt/format.h>

namespace mishap::plan {
namespace {

// By theme; clang-format would put one on a line.
// clang-format off
constexpr std::string_view zero[] = {
    // Data of files.
    "fsync", "fdatasync", "sync", "syncfs", "sync_file_range", "msync", "truncate", "ftruncate",
    "fallocate", "fadvise64", "readahead", "flock",
    // Descriptors.
    "close", "close_range", "epoll_ctl", "inotify_rm_watch", "fanotify_mark",
    // Names and attributes of files.
    "rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat", "unlink",
    "unlinkat", "mkdir", "mkdirat", "rmdir", "mknod", "mknodat", "chmod", "fchmod", "fchmodat",
    "fchmodat2", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "futimesat",
    "utimensat", "setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr",
    "fremovexattr", "access", "faccessat", "faccessat2", "chdir", "fchdir", "chroot",
    // Sockets and messages.
    "bind", "connect", "listen", "shutdown", "setsockopt", "mq_timedsend", "mq_notify",
    "mq_unlink", "msgsnd", "semop", "semtimedop", "shmdt",
    // Memory.
    "madvise", "mlock", "mlock2", "mlockall", "munlock", "munlockall", "mprotect",
    "pkey_mprotect", "pkey_free", "munmap", "mseal", "mbind", "set_mempolicy",
    "set_mempolicy_home_node", "remap_file_pages",
    // Processes and signals.
    "kill", "tkill", "tgkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_send_signal",
    "process_mrelease", "nanosleep", "clock_nanosleep", "timer_delete", "sched_yield",
    "sched_setparam", "sched_setscheduler", "sched_setattr", "sched_setaffinity", "setpriority",
    "ioprio_set", "setrlimit", "setpgid", "set_robust_list", "unshare", "setns",
    // Rights.
    "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setgroups", "capset",
    "landlock_add_rule", "landlock_restrict_self",
    // The machine.
    "mount", "umount2", "move_mount", "mount_setattr", "pivot_root", "swapon", "swapoff",
    "acct", "sethostname", "setdomainname", "settimeofday", "clock_settime", "init_module",
    "finit_module", "delete_module", "kexec_load", "kexec_file_load",
};
constexpr std::string_view size[] = {
    "write", "pwrite64", "writev", "pwritev", "pwritev2", "sendto", "sendmsg",
};
// clang-format on

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

Result<Success> skip_result(std::string_view syscall) {
  if (contains(zero, syscall)) return Success::zero;
  if (contains(size, syscall)) return Success::size;
  return fail(fmt::format("{} can't be skipped: its success brings the caller more than that it "
                          "worked, and only the kernel can make that",
                          syscall),
              "returns(value) says what the caller is told");
}

}  // namespace mishap::plan
