// The table of x86-64 syscalls up to Linux 6.12, with the arguments that predicates look at.
// A path argument is listed only where the kernel looks up that file itself: the target text of a
// symlink, the source of a mount and descriptors that can only be pipes are not files of the call.
// A size is listed where the call asks for a number of bytes, of data or of memory.
#include "user/plan/syscalls.h"

#include <algorithm>
#include <array>
#include <iterator>

namespace mishap::plan {
namespace {

/// The argument is the descriptor of an open file.
constexpr PathArgument fd(int8_t arg) {
  return {PathSource::descriptor, arg, -1};
}
/// The argument is a path, relative to the working directory.
constexpr PathArgument path(int8_t arg) {
  return {PathSource::path, arg, -1};
}
/// The argument `arg` is a path, relative to the directory open as argument `dirfd`.
constexpr PathArgument at(int8_t dirfd, int8_t arg) {
  return {PathSource::path_at, arg, dirfd};
}

/// The argument is the descriptor that the call is about.
constexpr int8_t on(int8_t arg) {
  return arg;
}
constexpr int8_t no_fd = -1;

struct Size {
  SizeSource source = SizeSource::none;
  int8_t arg = -1;
};
constexpr Size no_size;
constexpr Size bytes(int8_t arg) {
  return {SizeSource::argument, arg};
}
constexpr Size iovecs(int8_t arg) {
  return {SizeSource::vector, arg};
}
constexpr Size msghdr(int8_t arg) {
  return {SizeSource::message, arg};
}
constexpr Size mmsghdrs(int8_t arg) {
  return {SizeSource::messages, arg};
}

struct PeerArgument {
  PeerSource source = PeerSource::none;
  int8_t arg = -1;
};
constexpr PeerArgument connected = {PeerSource::connected, -1};
constexpr PeerArgument address(int8_t arg) {
  return {PeerSource::address, arg};
}
constexpr PeerArgument address_or_connected(int8_t arg) {
  return {PeerSource::either, arg};
}
constexpr PeerArgument msg_name(int8_t arg) {
  return {PeerSource::message, arg};
}

struct Row {
  std::string_view name;
  uint16_t number;
  PathArgument paths[2] = {};
  int8_t descriptor = no_fd;
  Size size = no_size;
  PeerArgument peer = {};
};

// One row a syscall: name, number, path arguments, descriptor, size, peer. Ordered by number.
// clang-format off
constexpr Row rows[] = {
    {"read",                      0, {fd(0)},        on(0), bytes(2), connected},
    {"write",                     1, {fd(0)},        on(0), bytes(2), connected},
    {"open",                      2, {path(0)}},
    {"close",                     3, {fd(0)},        on(0), no_size, connected},
    {"stat",                      4, {path(0)}},
    {"fstat",                     5, {fd(0)},        on(0)},
    {"lstat",                     6, {path(0)}},
    {"poll",                      7, {}},
    {"lseek",                     8, {fd(0)},        on(0)},
    {"mmap",                      9, {fd(4)},        on(4), bytes(1)},
    {"mprotect",                 10, {},             no_fd, bytes(1)},
    {"munmap",                   11, {},             no_fd, bytes(1)},
    {"brk",                      12, {}},
    {"rt_sigaction",             13, {}},
    {"rt_sigprocmask",           14, {}},
    {"rt_sigreturn",             15, {}},
    {"ioctl",                    16, {fd(0)},        on(0)},
    {"pread64",                  17, {fd(0)},        on(0), bytes(2)},
    {"pwrite64",                 18, {fd(0)},        on(0), bytes(2)},
    {"readv",                    19, {fd(0)},        on(0), iovecs(1), connected},
    {"writev",                   20, {fd(0)},        on(0), iovecs(1), connected},
    {"access",                   21, {path(0)}},
    {"pipe",                     22, {}},
    {"select",                   23, {}},
    {"sched_yield",              24, {}},
    {"mremap",                   25, {},             no_fd, bytes(2)},
    {"msync",                    26, {},             no_fd, bytes(1)},
    {"mincore",                  27, {},             no_fd, bytes(1)},
    {"madvise",                  28, {},             no_fd, bytes(1)},
    {"shmget",                   29, {},             no_fd, bytes(1)},
    {"shmat",                    30, {}},
    {"shmctl",                   31, {}},
    {"dup",                      32, {fd(0)},        on(0)},
    {"dup2",                     33, {fd(0)},        on(0)},
    {"pause",                    34, {}},
    {"nanosleep",                35, {}},
    {"getitimer",                36, {}},
    {"alarm",                    37, {}},
    {"setitimer",                38, {}},
    {"getpid",                   39, {}},
    {"sendfile",                 40, {fd(0), fd(1)}, on(0), bytes(3), connected},
    {"socket",                   41, {}},
    {"connect",                  42, {},             on(0), no_size, address(1)},
    {"accept",                   43, {},             on(0)},
    {"sendto",                   44, {},             on(0), bytes(2), address_or_connected(4)},
    {"recvfrom",                 45, {},             on(0), bytes(2), connected},
    {"sendmsg",                  46, {},             on(0), msghdr(1), msg_name(1)},
    {"recvmsg",                  47, {},             on(0), msghdr(1), connected},
    {"shutdown",                 48, {},             on(0), no_size, connected},
    {"bind",                     49, {},             on(0), no_size, address(1)},
    {"listen",                   50, {},             on(0)},
    {"getsockname",              51, {},             on(0), no_size, connected},
    {"getpeername",              52, {},             on(0), no_size, connected},
    {"socketpair",               53, {}},
    {"setsockopt",               54, {},             on(0), no_size, connected},
    {"getsockopt",               55, {},             on(0), no_size, connected},
    {"clone",                    56, {}},
    {"fork",                     57, {}},
    {"vfork",                    58, {}},
    {"execve",                   59, {path(0)}},
    {"exit",                     60, {}},
    {"wait4",                    61, {}},
    {"kill",                     62, {}},
    {"uname",                    63, {}},
    {"semget",                   64, {}},
    {"semop",                    65, {}},
    {"semctl",                   66, {}},
    {"shmdt",                    67, {}},
    {"msgget",                   68, {}},
    {"msgsnd",                   69, {},             no_fd, bytes(2)},
    {"msgrcv",                   70, {},             no_fd, bytes(2)},
    {"msgctl",                   71, {}},
    {"fcntl",                    72, {fd(0)},        on(0)},
    {"flock",                    73, {fd(0)},        on(0)},
    {"fsync",                    74, {fd(0)},        on(0)},
    {"fdatasync",                75, {fd(0)},        on(0)},
    {"truncate",                 76, {path(0)},      no_fd, bytes(1)},
    {"ftruncate",                77, {fd(0)},        on(0), bytes(1)},
    {"getdents",                 78, {fd(0)},        on(0), bytes(2)},
    {"getcwd",                   79, {},             no_fd, bytes(1)},
    {"chdir",                    80, {path(0)}},
    {"fchdir",                   81, {fd(0)},        on(0)},
    {"rename",                   82, {path(0), path(1)}},
    {"mkdir",                    83, {path(0)}},
    {"rmdir",                    84, {path(0)}},
    {"creat",                    85, {path(0)}},
    {"link",                     86, {path(0), path(1)}},
    {"unlink",                   87, {path(0)}},
    {"symlink",                  88, {path(1)}},
    {"readlink",                 89, {path(0)},      no_fd, bytes(2)},
    {"chmod",                    90, {path(0)}},
    {"fchmod",                   91, {fd(0)},        on(0)},
    {"chown",                    92, {path(0)}},
    {"fchown",                   93, {fd(0)},        on(0)},
    {"lchown",                   94, {path(0)}},
    {"umask",                    95, {}},
    {"gettimeofday",             96, {}},
    {"getrlimit",                97, {}},
    {"getrusage",                98, {}},
    {"sysinfo",                  99, {}},
    {"times",                   100, {}},
    {"ptrace",                  101, {}},
    {"getuid",                  102, {}},
    {"syslog",                  103, {},             no_fd, bytes(2)},
    {"getgid",                  104, {}},
    {"setuid",                  105, {}},
    {"setgid",                  106, {}},
    {"geteuid",                 107, {}},
    {"getegid",                 108, {}},
    {"setpgid",                 109, {}},
    {"getppid",                 110, {}},
    {"getpgrp",                 111, {}},
    {"setsid",                  112, {}},
    {"setreuid",                113, {}},
    {"setregid",                114, {}},
    {"getgroups",               115, {}},
    {"setgroups",               116, {}},
    {"setresuid",               117, {}},
    {"getresuid",               118, {}},
    {"setresgid",               119, {}},
    {"getresgid",               120, {}},
    {"getpgid",                 121, {}},
    {"setfsuid",                122, {}},
    {"setfsgid",                123, {}},
    {"getsid",                  124, {}},
    {"capget",                  125, {}},
    {"capset",                  126, {}},
    {"rt_sigpending",           127, {}},
    {"rt_sigtimedwait",         128, {}},
    {"rt_sigqueueinfo",         129, {}},
    {"rt_sigsuspend",           130, {}},
    {"sigaltstack",             131, {}},
    {"utime",                   132, {path(0)}},
    {"mknod",                   133, {path(0)}},
    {"uselib",                  134, {path(0)}},
    {"personality",             135, {}},
    {"ustat",                   136, {}},
    {"statfs",                  137, {path(0)}},
    {"fstatfs",                 138, {fd(0)},        on(0)},
    {"sysfs",                   139, {}},
    {"getpriority",             140, {}},
    {"setpriority",             141, {}},
    {"sched_setparam",          142, {}},
    {"sched_getparam",          143, {}},
    {"sched_setscheduler",      144, {}},
    {"sched_getscheduler",      145, {}},
    {"sched_get_priority_max",  146, {}},
    {"sched_get_priority_min",  147, {}},
    {"sched_rr_get_interval",   148, {}},
    {"mlock",                   149, {},             no_fd, bytes(1)},
    {"munlock",                 150, {},             no_fd, bytes(1)},
    {"mlockall",                151, {}},
    {"munlockall",              152, {}},
    {"vhangup",                 153, {}},
    {"modify_ldt",              154, {}},
    {"pivot_root",              155, {path(0), path(1)}},
    {"_sysctl",                 156, {}},
    {"prctl",                   157, {}},
    {"arch_prctl",              158, {}},
    {"adjtimex",                159, {}},
    {"setrlimit",               160, {}},
    {"chroot",                  161, {path(0)}},
    {"sync",                    162, {}},
    {"acct",                    163, {path(0)}},
    {"settimeofday",            164, {}},
    {"mount",                   165, {path(1)}},
    {"umount2",                 166, {path(0)}},
    {"swapon",                  167, {path(0)}},
    {"swapoff",                 168, {path(0)}},
    {"reboot",                  169, {}},
    {"sethostname",             170, {},             no_fd, bytes(1)},
    {"setdomainname",           171, {},             no_fd, bytes(1)},
    {"iopl",                    172, {}},
    {"ioperm",                  173, {}},
    {"create_module",           174, {}},
    {"init_module",             175, {},             no_fd, bytes(1)},
    {"delete_module",           176, {}},
    {"get_kernel_syms",         177, {}},
    {"query_module",            178, {}},
    {"quotactl",                179, {path(1)}},
    {"nfsservctl",              180, {}},
    {"getpmsg",                 181, {}},
    {"putpmsg",                 182, {}},
    {"afs_syscall",             183, {}},
    {"tuxcall",                 184, {}},
    {"security",                185, {}},
    {"gettid",                  186, {}},
    {"readahead",               187, {fd(0)},        on(0), bytes(2)},
    {"setxattr",                188, {path(0)},      no_fd, bytes(3)},
    {"lsetxattr",               189, {path(0)},      no_fd, bytes(3)},
    {"fsetxattr",               190, {fd(0)},        on(0), bytes(3)},
    {"getxattr",                191, {path(0)},      no_fd, bytes(3)},
    {"lgetxattr",               192, {path(0)},      no_fd, bytes(3)},
    {"fgetxattr",               193, {fd(0)},        on(0), bytes(3)},
    {"listxattr",               194, {path(0)},      no_fd, bytes(2)},
    {"llistxattr",              195, {path(0)},      no_fd, bytes(2)},
    {"flistxattr",              196, {fd(0)},        on(0), bytes(2)},
    {"removexattr",             197, {path(0)}},
    {"lremovexattr",            198, {path(0)}},
    {"fremovexattr",            199, {fd(0)},        on(0)},
    {"tkill",                   200, {}},
    {"time",                    201, {}},
    {"futex",                   202, {}},
    {"sched_setaffinity",       203, {}},
    {"sched_getaffinity",       204, {}},
    {"set_thread_area",         205, {}},
    {"io_setup",                206, {}},
    {"io_destroy",              207, {}},
    {"io_getevents",            208, {}},
    {"io_submit",               209, {}},
    {"io_cancel",               210, {}},
    {"get_thread_area",         211, {}},
    {"lookup_dcookie",          212, {}},
    {"epoll_create",            213, {}},
    {"epoll_ctl_old",           214, {}},
    {"epoll_wait_old",          215, {}},
    {"remap_file_pages",        216, {},             no_fd, bytes(1)},
    {"getdents64",              217, {fd(0)},        on(0), bytes(2)},
    {"set_tid_address",         218, {}},
    {"restart_syscall",         219, {}},
    {"semtimedop",              220, {}},
    {"fadvise64",               221, {fd(0)},        on(0), bytes(2)},
    {"timer_create",            222, {}},
    {"timer_settime",           223, {}},
    {"timer_gettime",           224, {}},
    {"timer_getoverrun",        225, {}},
    {"timer_delete",            226, {}},
    {"clock_settime",           227, {}},
    {"clock_gettime",           228, {}},
    {"clock_getres",            229, {}},
    {"clock_nanosleep",         230, {}},
    {"exit_group",              231, {}},
    {"epoll_wait",              232, {},             on(0)},
    {"epoll_ctl",               233, {},             on(0)},
    {"tgkill",                  234, {}},
    {"utimes",                  235, {path(0)}},
    {"vserver",                 236, {}},
    {"mbind",                   237, {},             no_fd, bytes(1)},
    {"set_mempolicy",           238, {}},
    {"get_mempolicy",           239, {}},
    {"mq_open",                 240, {}},
    {"mq_unlink",               241, {}},
    {"mq_timedsend",            242, {},             on(0), bytes(2)},
    {"mq_timedreceive",         243, {},             on(0), bytes(2)},
    {"mq_notify",               244, {},             on(0)},
    {"mq_getsetattr",           245, {},             on(0)},
    {"kexec_load",              246, {}},
    {"waitid",                  247, {}},
    {"add_key",                 248, {},             no_fd, bytes(3)},
    {"request_key",             249, {}},
    {"keyctl",                  250, {}},
    {"ioprio_set",              251, {}},
    {"ioprio_get",              252, {}},
    {"inotify_init",            253, {}},
    {"inotify_add_watch",       254, {path(1)},      on(0)},
    {"inotify_rm_watch",        255, {},             on(0)},
    {"migrate_pages",           256, {}},
    {"openat",                  257, {at(0, 1)}},
    {"mkdirat",                 258, {at(0, 1)}},
    {"mknodat",                 259, {at(0, 1)}},
    {"fchownat",                260, {at(0, 1)}},
    {"futimesat",               261, {at(0, 1)}},
    {"newfstatat",              262, {at(0, 1)}},
    {"unlinkat",                263, {at(0, 1)}},
    {"renameat",                264, {at(0, 1), at(2, 3)}},
    {"linkat",                  265, {at(0, 1), at(2, 3)}},
    {"symlinkat",               266, {at(1, 2)}},
    {"readlinkat",              267, {at(0, 1)},     no_fd, bytes(3)},
    {"fchmodat",                268, {at(0, 1)}},
    {"faccessat",               269, {at(0, 1)}},
    {"pselect6",                270, {}},
    {"ppoll",                   271, {}},
    {"unshare",                 272, {}},
    {"set_robust_list",         273, {}},
    {"get_robust_list",         274, {}},
    {"splice",                  275, {fd(0), fd(2)}, on(2), bytes(4), connected},
    {"tee",                     276, {},             on(1), bytes(2)},
    {"sync_file_range",         277, {fd(0)},        on(0), bytes(2)},
    {"vmsplice",                278, {},             on(0), iovecs(1)},
    {"move_pages",              279, {}},
    {"utimensat",               280, {at(0, 1)}},
    {"epoll_pwait",             281, {},             on(0)},
    {"signalfd",                282, {},             on(0)},
    {"timerfd_create",          283, {}},
    {"eventfd",                 284, {}},
    {"fallocate",               285, {fd(0)},        on(0), bytes(3)},
    {"timerfd_settime",         286, {},             on(0)},
    {"timerfd_gettime",         287, {},             on(0)},
    {"accept4",                 288, {},             on(0)},
    {"signalfd4",               289, {},             on(0)},
    {"eventfd2",                290, {}},
    {"epoll_create1",           291, {}},
    {"dup3",                    292, {fd(0)},        on(0)},
    {"pipe2",                   293, {}},
    {"inotify_init1",           294, {}},
    {"preadv",                  295, {fd(0)},        on(0), iovecs(1)},
    {"pwritev",                 296, {fd(0)},        on(0), iovecs(1)},
    {"rt_tgsigqueueinfo",       297, {}},
    {"perf_event_open",         298, {}},
    {"recvmmsg",                299, {},             on(0), mmsghdrs(1), connected},
    {"fanotify_init",           300, {}},
    {"fanotify_mark",           301, {at(3, 4)},     on(0)},
    {"prlimit64",               302, {}},
    {"name_to_handle_at",       303, {at(0, 1)}},
    {"open_by_handle_at",       304, {},             on(0)},
    {"clock_adjtime",           305, {}},
    {"syncfs",                  306, {fd(0)},        on(0)},
    {"sendmmsg",                307, {},             on(0), mmsghdrs(1), msg_name(1)},
    {"setns",                   308, {},             on(0)},
    {"getcpu",                  309, {}},
    {"process_vm_readv",        310, {},             no_fd, iovecs(1)},
    {"process_vm_writev",       311, {},             no_fd, iovecs(1)},
    {"kcmp",                    312, {}},
    {"finit_module",            313, {fd(0)},        on(0)},
    {"sched_setattr",           314, {}},
    {"sched_getattr",           315, {}},
    {"renameat2",               316, {at(0, 1), at(2, 3)}},
    {"seccomp",                 317, {}},
    {"getrandom",               318, {},             no_fd, bytes(1)},
    {"memfd_create",            319, {}},
    {"kexec_file_load",         320, {fd(0), fd(1)}, on(0)},
    {"bpf",                     321, {}},
    {"execveat",                322, {at(0, 1)}},
    {"userfaultfd",             323, {}},
    {"membarrier",              324, {}},
    {"mlock2",                  325, {},             no_fd, bytes(1)},
    {"copy_file_range",         326, {fd(0), fd(2)}, on(2), bytes(4)},
    {"preadv2",                 327, {fd(0)},        on(0), iovecs(1), connected},
    {"pwritev2",                328, {fd(0)},        on(0), iovecs(1), connected},
    {"pkey_mprotect",           329, {},             no_fd, bytes(1)},
    {"pkey_alloc",              330, {}},
    {"pkey_free",               331, {}},
    {"statx",                   332, {at(0, 1)}},
    {"io_pgetevents",           333, {}},
    {"rseq",                    334, {}},
    {"uretprobe",               335, {}},
    {"pidfd_send_signal",       424, {},             on(0)},
    {"io_uring_setup",          425, {}},
    {"io_uring_enter",          426, {},             on(0)},
    {"io_uring_register",       427, {},             on(0)},
    {"open_tree",               428, {at(0, 1)}},
    {"move_mount",              429, {at(0, 1), at(2, 3)}},
    {"fsopen",                  430, {}},
    {"fsconfig",                431, {},             on(0)},
    {"fsmount",                 432, {},             on(0)},
    {"fspick",                  433, {at(0, 1)}},
    {"pidfd_open",              434, {}},
    {"clone3",                  435, {}},
    {"close_range",             436, {}},
    {"openat2",                 437, {at(0, 1)}},
    {"pidfd_getfd",             438, {},             on(0)},
    {"faccessat2",              439, {at(0, 1)}},
    {"process_madvise",         440, {},             on(0), iovecs(1)},
    {"epoll_pwait2",            441, {},             on(0)},
    {"mount_setattr",           442, {at(0, 1)}},
    {"quotactl_fd",             443, {fd(0)},        on(0)},
    {"landlock_create_ruleset", 444, {}},
    {"landlock_add_rule",       445, {},             on(0)},
    {"landlock_restrict_self",  446, {},             on(0)},
    {"memfd_secret",            447, {}},
    {"process_mrelease",        448, {},             on(0)},
    {"futex_waitv",             449, {}},
    {"set_mempolicy_home_node", 450, {},             no_fd, bytes(1)},
    {"cachestat",               451, {fd(0)},        on(0)},
    {"fchmodat2",               452, {at(0, 1)}},
    {"map_shadow_stack",        453, {},             no_fd, bytes(1)},
    {"futex_wake",              454, {}},
    {"futex_wait",              455, {}},
    {"futex_requeue",           456, {}},
    {"statmount",               457, {},             no_fd, bytes(2)},
    {"listmount",               458, {}},
    {"lsm_get_self_attr",       459, {}},
    {"lsm_set_self_attr",       460, {}},
    {"lsm_list_modules",        461, {}},
    {"mseal",                   462, {},             no_fd, bytes(1)},
};
// clang-format on

constexpr auto table = [] {
  std::array<Syscall, std::size(rows)> calls = {};
  std::ranges::transform(rows, calls.begin(), [](const Row& row) -> Syscall {
    return {row.name,        row.number,      {row.paths[0], row.paths[1]},
            row.descriptor,  row.size.source, row.size.arg,
            row.peer.source, row.peer.arg};
  });
  return calls;
}();

static_assert(std::ranges::is_sorted(table, {}, &Syscall::number));

}  // namespace

std::span<const Syscall> all_syscalls() {
  return table;
}

const Syscall* find_syscall(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Syscall::name);
  return found == table.end() ? nullptr : &*found;
}

const Syscall* find_syscall(uint16_t number) {
  const auto found = std::ranges::lower_bound(table, number, {}, &Syscall::number);
  return found == table.end() || found->number != number ? nullptr : &*found;
}

}  // namespace mishap::plan
