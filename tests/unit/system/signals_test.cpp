// Signals that wait in a queue, and what a program in the foreground inherits.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/system/process.h"
#include "user/system/signal_queue.h"
#include "user/system/wait.h"

using namespace mishap;
using namespace mishap::system;
using namespace std::chrono_literals;

namespace {

/// Runs `body` in a child, so that what it does to signals stays there; its result is the child's
/// exit status.
template <typename Body>
int in_child(Body body) {
  const pid_t child = fork();
  if (child == 0) _exit(body());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

/// The exit status of a shell script that runs in the foreground with these signals.
int foreground(const std::string& script, const SignalState& signals) {
  auto process = Process::spawn({.binary = "/bin/sh",
                                 .args = {"-c", script},
                                 .env = {"PATH=/usr/bin:/bin"},
                                 .foreground = signals});
  REQUIRE(process);
  const auto status = process->wait(10s);
  return status ? status->shell_code() : -1;
}

}  // namespace

TEST_CASE("a queued signal does not end the process, and tells that a process sent it") {
  CHECK(in_child([] {
          auto queue = SignalQueue::open({SIGTERM, SIGINT});
          kill(getpid(), SIGTERM);
          if (!is_readable(queue->fd())) return 1;
          const auto signal = queue->next();
          if (!signal || signal->number != SIGTERM || signal->from_kernel) return 2;
          return queue->next() ? 3 : 0;
        }) == 0);
}

TEST_CASE("a signal that was ignored stays ignored and never waits in the queue") {
  CHECK(in_child([] {
          signal(SIGHUP, SIG_IGN);
          auto queue = SignalQueue::open({SIGHUP});
          kill(getpid(), SIGHUP);
          return queue->next() ? 1 : 0;
        }) == 0);
}

TEST_CASE("a signal that nobody took does not strike when the queue goes") {
  CHECK(in_child([] {
          {
            auto queue = SignalQueue::open({SIGTERM});
            kill(getpid(), SIGTERM);
          }
          return 7;
        }) == 7);
}

TEST_CASE("a program in the foreground stays in our session and process group") {
  const std::string script =
      "[ $(ps -o sid= -p $$) = $(ps -o sid= -p $PPID) ] && "
      "[ $(ps -o pgid= -p $$) = $(ps -o pgid= -p $PPID) ]";
  CHECK(foreground(script, SignalState::clean()) == 0);
}

TEST_CASE(
    "a program in the foreground keeps descriptors that are not close-on-exec, and no other") {
  const int kept = fcntl(STDERR_FILENO, F_DUPFD, 100);
  const int closed = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 150);
  const std::string open = " [ -e /proc/self/fd/";
  CHECK(foreground(open + std::to_string(kept) + " ]", SignalState::clean()) == 0);
  CHECK(foreground(open + std::to_string(closed) + " ]", SignalState::clean()) == 1);
  close(kept);
  close(closed);
}

TEST_CASE("a program in the foreground gets the signals that are ignored and blocked, no others") {
  SignalState nohup = SignalState::clean();
  sigaddset(&nohup.ignored, SIGHUP);
  sigaddset(&nohup.blocked, SIGUSR1);
  CHECK(foreground("kill -HUP $$; kill -USR1 $$; exit 5", nohup) == 5);
  CHECK(foreground("kill -TERM $$; exit 5", nohup) == 128 + SIGTERM);
  CHECK(foreground("kill -HUP $$; exit 5", SignalState::clean()) == 128 + SIGHUP);
}

TEST_CASE("the state of this process is told as it is") {
  CHECK(in_child([] {
          signal(SIGUSR2, SIG_IGN);
          sigset_t blocked;
          sigemptyset(&blocked);
          sigaddset(&blocked, SIGUSR1);
          sigprocmask(SIG_SETMASK, &blocked, nullptr);
          const SignalState state = SignalState::current();
          return sigismember(&state.ignored, SIGUSR2) == 1 &&
                         sigismember(&state.ignored, SIGUSR1) == 0 &&
                         sigismember(&state.blocked, SIGUSR1) == 1
                     ? 0
                     : 1;
        }) == 0);
}

TEST_CASE("argv[0] is the name that was typed") {
  auto process = Process::spawn({.binary = "/bin/sh",
                                 .argv0 = "my-shell",
                                 .args = {"-c", "[ \"$0\" = my-shell ]"},
                                 .env = {}});
  REQUIRE(process);
  CHECK(process->wait(10s)->success());
}

TEST_CASE("what exec said is told apart from failures before it") {
  const auto missing = Process::start({.binary = "/nowhere/x", .args = {}, .env = {}});
  REQUIRE_FALSE(missing);
  CHECK(missing.error().exec_errno == ENOENT);
  const auto text = Process::start({.binary = "/etc/passwd", .args = {}, .env = {}});
  REQUIRE_FALSE(text);
  CHECK(text.error().exec_errno == EACCES);
}

TEST_CASE("a stopped program tells by which signal, once") {
  auto process = Process::spawn({.binary = "/bin/sh", .args = {"-c", "kill -STOP $$"}, .env = {}});
  REQUIRE(process);
  std::optional<int> stop;
  for (int i = 0; i < 1000 && !stop; i++) {
    stop = process->stop_signal();
    if (!stop) usleep(10'000);
  }
  CHECK(stop == SIGSTOP);
  CHECK_FALSE(process->stop_signal());
  process->send_signal(SIGCONT);
  CHECK(process->wait(10s)->success());
}
