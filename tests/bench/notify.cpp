// seccomp_unotify(2) with nothing in it: RECV, SEND with SECCOMP_USER_NOTIF_FLAG_CONTINUE.
#include "tests/bench/notify.h"

#include <cstddef>
#include <cstdio>
#include <iterator>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace mishap::bench {
namespace {

/// A descriptor on which calls of that number by this process are told; -1 on failure.
int listen_to(int syscall_number) {
  const auto number = static_cast<__u32>(syscall_number);
  sock_filter program[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog filter = {static_cast<unsigned short>(std::size(program)), program};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return -1;
  return static_cast<int>(
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &filter));
}

[[noreturn]] void answer_calls(pid_t target, int numbers) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  int theirs = -1;
  if (read(numbers, &theirs, sizeof theirs) != sizeof theirs) _exit(1);
  const int process = static_cast<int>(syscall(SYS_pidfd_open, target, 0));
  const int listener = static_cast<int>(syscall(SYS_pidfd_getfd, process, theirs, 0));
  if (listener < 0) {
    std::perror("pidfd_getfd");
    kill(target, SIGKILL);
  }
  for (;;) {
    seccomp_notif call = {};
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call)) _exit(1);
    seccomp_notif_resp answer = {};
    answer.id = call.id;
    answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer)) _exit(1);
  }
}

}  // namespace

bool NotifyLoop::supervise(int syscall_number) {
  int numbers[2];
  const pid_t self = getpid();
  if (pipe(numbers)) return false;
  supervisor_ = fork();
  if (supervisor_ == 0) answer_calls(self, numbers[0]);
  const int listener = listen_to(syscall_number);
  if (listener < 0) std::perror("seccomp");
  return listener >= 0 && write(numbers[1], &listener, sizeof listener) == sizeof listener;
}

NotifyLoop::~NotifyLoop() {
  if (supervisor_ <= 0) return;
  kill(supervisor_, SIGKILL);
  waitpid(supervisor_, nullptr, 0);
}

}  // namespace mishap::bench
