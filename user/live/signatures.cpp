// The calls of x86-64 up to Linux 6.13, in the order of their numbers. Those that no kernel with
// BPF implements any more are left out.
#include "user/live/signatures.h"

#include <string>
#include <unordered_map>

namespace mishap::live {
namespace {

constexpr std::string_view table =
    "read:fpu write:fpu open:sxo close:f stat:sp fstat:fp lstat:sp poll:pud lseek:fld "
    "mmap:puxxfx mprotect:pux munmap:pu brk:p rt_sigaction:gppu rt_sigprocmask:dppu rt_sigreturn: "
    "ioctl:fxx pread64:fpul pwrite64:fpul readv:fpu writev:fpu access:sx pipe:p select:dpppp "
    "sched_yield: mremap:puuxp msync:pux mincore:pup madvise:pud shmget:xux shmat:dpx shmctl:ddp "
    "dup:f dup2:ff pause: nanosleep:pp getitimer:dp alarm:u setitimer:dpp getpid: sendfile:ffpu "
    "socket:dxd connect:fpu accept:fpp sendto:fpuxpu recvfrom:fpuxpp sendmsg:fpx recvmsg:fpx "
    "shutdown:fd bind:fpu listen:fd getsockname:fpp getpeername:fpp socketpair:dxdp "
    "setsockopt:fddpu getsockopt:fddpp clone:xpppp fork: vfork: execve:spp exit:d wait4:dpxp "
    "kill:dg uname:p semget:xdx semop:dpu semctl:dddp shmdt:p msgget:xx msgsnd:dpux msgrcv:dpulx "
    "msgctl:ddp fcntl:fdx flock:fd fsync:f fdatasync:f truncate:sl ftruncate:fl getdents:fpu "
    "getcwd:pu chdir:s fchdir:f rename:ss mkdir:so rmdir:s creat:so link:ss unlink:s symlink:ss "
    "readlink:spu chmod:so fchmod:fo chown:sdd fchown:fdd lchown:sdd umask:o gettimeofday:pp "
    "getrlimit:dp getrusage:dp sysinfo:p times:p ptrace:ldpp getuid: syslog:dpd getgid: setuid:d "
    "setgid:d geteuid: getegid: setpgid:dd getppid: getpgrp: setsid: setreuid:dd setregid:dd "
    "getgroups:dp setgroups:dp setresuid:ddd getresuid:ppp setresgid:ddd getresgid:ppp getpgid:d "
    "setfsuid:d setfsgid:d getsid:d capget:pp capset:pp rt_sigpending:pu rt_sigtimedwait:pppu "
    "rt_sigqueueinfo:dgp rt_sigsuspend:pu sigaltstack:pp utime:sp mknod:sox uselib:s personality:x "
    "ustat:xp statfs:sp fstatfs:fp sysfs:dxp getpriority:dd setpriority:ddd sched_setparam:dp "
    "sched_getparam:dp sched_setscheduler:ddp sched_getscheduler:d sched_get_priority_max:d "
    "sched_get_priority_min:d sched_rr_get_interval:dp mlock:pu munlock:pu mlockall:x munlockall: "
    "vhangup: modify_ldt:dpu pivot_root:ss prctl:dxxxx arch_prctl:xp adjtimex:p setrlimit:dp "
    "chroot:s sync: acct:s settimeofday:pp mount:pspxp umount2:sx swapon:sx swapoff:s reboot:xxxp "
    "sethostname:pu setdomainname:pu iopl:d ioperm:uud init_module:pup delete_module:px "
    "quotactl:xsdp gettid: readahead:flu setxattr:sppux lsetxattr:sppux fsetxattr:fppux "
    "getxattr:sppu lgetxattr:sppu fgetxattr:fppu listxattr:spu llistxattr:spu flistxattr:fpu "
    "removexattr:sp lremovexattr:sp fremovexattr:fp tkill:dg time:p futex:pxdppd "
    "sched_setaffinity:dup sched_getaffinity:dup set_thread_area:p io_setup:up io_destroy:p "
    "io_getevents:pllpp io_submit:plp io_cancel:ppp get_thread_area:p lookup_dcookie:xpu "
    "epoll_create:d remap_file_pages:puxux getdents64:fpu set_tid_address:p restart_syscall: "
    "semtimedop:dpup fadvise64:flud timer_create:dpp timer_settime:dxpp timer_gettime:dp "
    "timer_getoverrun:d timer_delete:d clock_settime:dp clock_gettime:dp clock_getres:dp "
    "clock_nanosleep:dxpp exit_group:d epoll_wait:fpdd epoll_ctl:fdfp tgkill:ddg utimes:sp "
    "mbind:puxpux set_mempolicy:xpu get_mempolicy:ppupx mq_open:pxop mq_unlink:p "
    "mq_timedsend:fpuup mq_timedreceive:fpupp mq_notify:fp mq_getsetattr:fpp kexec_load:pupx "
    "waitid:ddpxp add_key:pppud request_key:pppd keyctl:dxxxx ioprio_set:ddx ioprio_get:dd "
    "inotify_init: inotify_add_watch:fsx inotify_rm_watch:fd migrate_pages:dupp openat:fsxo "
    "mkdirat:fso mknodat:fsox fchownat:fsddx futimesat:fsp newfstatat:fspx unlinkat:fsx "
    "renameat:fsfs linkat:fsfsx symlinkat:pfs readlinkat:fspu fchmodat:fso faccessat:fsx "
    "pselect6:dppppp ppoll:puppu unshare:x set_robust_list:pu get_robust_list:dpp splice:fpfpux "
    "tee:ffux sync_file_range:fllx vmsplice:fpux move_pages:dupppx utimensat:fspx "
    "epoll_pwait:fpddpu signalfd:fpu timerfd_create:dx eventfd:u fallocate:fxll "
    "timerfd_settime:fxpp timerfd_gettime:fp accept4:fppx signalfd4:fpux eventfd2:ux "
    "epoll_create1:x dup3:ffx pipe2:px inotify_init1:x preadv:fpull pwritev:fpull "
    "rt_tgsigqueueinfo:ddgp perf_event_open:pddfx recvmmsg:fpuxp fanotify_init:xx "
    "fanotify_mark:fxxfs prlimit64:ddpp name_to_handle_at:fsppx open_by_handle_at:fpx "
    "clock_adjtime:dp syncfs:f sendmmsg:fpux setns:fx getcpu:ppp process_vm_readv:dpupux "
    "process_vm_writev:dpupux kcmp:dddxx finit_module:fpx sched_setattr:dpx sched_getattr:dpux "
    "renameat2:fsfsx seccomp:xxp getrandom:pux memfd_create:px kexec_file_load:ffupx bpf:dpu "
    "execveat:fsppx userfaultfd:x membarrier:dxd mlock2:pux copy_file_range:fpfpux "
    "preadv2:fpullx pwritev2:fpullx pkey_mprotect:puxd pkey_alloc:xx pkey_free:d statx:fsxxp "
    "io_pgetevents:pllppp rseq:puxx uretprobe: pidfd_send_signal:fgpx io_uring_setup:up "
    "io_uring_enter:fuuxpu io_uring_register:fupu open_tree:fsx move_mount:fsfsx fsopen:px "
    "fsconfig:fuppd fsmount:fxx fspick:fsx pidfd_open:dx clone3:pu close_range:uux openat2:fspu "
    "pidfd_getfd:ffx faccessat2:fsxx process_madvise:fpudx epoll_pwait2:fpdppu "
    "mount_setattr:fsxpu quotactl_fd:fxdp landlock_create_ruleset:pux landlock_add_rule:fdpx "
    "landlock_restrict_self:fx memfd_secret:x process_mrelease:fx futex_waitv:puxpd "
    "set_mempolicy_home_node:puux cachestat:fppx fchmodat2:fsox map_shadow_stack:pux "
    "futex_wake:pxdx futex_wait:pxxxpd futex_requeue:pxdd statmount:ppux listmount:ppux "
    "lsm_get_self_attr:uppx lsm_set_self_attr:upux lsm_list_modules:ppx mseal:pux "
    "setxattrat:fsxppu getxattrat:fsxppu listxattrat:fsxpu removexattrat:fsxp ";

using Signatures = std::unordered_map<std::string_view, std::string_view>;

Signatures read_table() {
  Signatures signatures;
  for (size_t at = 0; at < table.size();) {
    const size_t colon = table.find(':', at), end = table.find(' ', colon);
    signatures[table.substr(at, colon - at)] = table.substr(colon + 1, end - colon - 1);
    at = end + 1;
  }
  return signatures;
}

}  // namespace

std::string_view signature_of(std::string_view syscall) {
  static const Signatures signatures = read_table();
  const auto found = signatures.find(syscall);
  return found == signatures.end() ? std::string_view() : found->second;
}

}  // namespace mishap::live
