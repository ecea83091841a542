// A program for births.cpp: each round (argv[1] is the board) makes one process in the way of
// argv[2] (vfork, clone3, or a file to execve) and leaves 0 or the errno in results[0]. What was
// made has to run, too: its exit status is looked at.
#include <cerrno>
#include <csignal>
#include <cstring>

#include <linux/sched.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/kernel/board.h"

namespace {

enum { CHILD_RAN = 7 };

/// 0 when the child ended as a child does that ran.
int outcome_of(pid_t child, int expected) {
  int status = 0;
  if (waitpid(child, &status, 0) != child) return errno;
  return WIFEXITED(status) && WEXITSTATUS(status) == expected ? 0 : -1;
}

int by_vfork() {
  const pid_t child = vfork();
  if (child < 0) return errno;
  if (child == 0) _exit(CHILD_RAN);
  return outcome_of(child, CHILD_RAN);
}

int by_clone3() {
  clone_args args = {};
  args.exit_signal = SIGCHLD;
  const long child = syscall(SYS_clone3, &args, sizeof args);
  if (child < 0) return errno;
  if (child == 0) _exit(CHILD_RAN);
  return outcome_of(static_cast<pid_t>(child), CHILD_RAN);
}

/// The file is to be one that exits with 0 by itself. The child tells execve's errno by its status.
int by_execve(char* file) {
  const pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    char* argv[] = {file, nullptr};
    execve(file, argv, environ);
    _exit(errno);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) return errno;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

int main(int, char** argv) {
  mishap::Board* board = mishap::map_board(argv[1]);
  if (!board) return 1;
  return mishap::answer_rounds(*board, [way = argv[2]](mishap::Board& each) {
    each.results[0] = !std::strcmp(way, "vfork")    ? by_vfork()
                      : !std::strcmp(way, "clone3") ? by_clone3()
                                                    : by_execve(way);
  });
}
