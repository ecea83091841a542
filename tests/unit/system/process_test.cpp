// Starting programs: what they get, what they don't, and how their end is told.
#include "user/system/process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "tests/unit/system/temp_directory.h"
#include "user/system/proc.h"

using namespace mishap;
using namespace mishap::system;
using namespace std::chrono_literals;

namespace {

/// Runs a shell script to its end and returns its stdout.
std::string output_of(const std::string& script, std::vector<std::string> env = {}) {
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  auto process = Process::spawn(
      {.binary = "/bin/sh", .args = {"-c", script}, .env = std::move(env), .stdout_fd = ends[1]});
  close(ends[1]);
  REQUIRE(process);
  std::string out;
  char buffer[4096];
  for (ssize_t got; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
    out.append(buffer, static_cast<size_t>(got));
  close(ends[0]);
  REQUIRE(process->wait(5s));
  return out;
}

std::string ending_of(const std::string& script) {
  auto process = Process::spawn({.binary = "/bin/sh", .args = {"-c", script}, .env = {}});
  return process.value().wait(5s).value().text();
}

}  // namespace

TEST_CASE("the ways to end have their words") {
  CHECK(ending_of("exit 3") == "exit code 3");
  CHECK(ending_of("kill -SEGV $$") == "killed by SIGSEGV");
  CHECK(signal_name(SIGRTMIN + 2) == "SIGRTMIN+2");
  CHECK(ExitStatus{.code = 0, .signal = SIGTERM}.shell_code() == 143);
}

TEST_CASE("a process on its way out is told from one that runs, and from none") {
  const tests::TempDirectory proc;
  proc.write("7/stat", "7 (a ) b) R 1 7 7 0 -1 4194560 1 2\n");
  proc.write("8/stat", "8 (a ) b) R 1 7 7 0 -1 4194564 1 2\n");
  CHECK_FALSE(is_exiting(7, proc.path()));
  CHECK(is_exiting(8, proc.path()));
  CHECK_FALSE(is_exiting(9, proc.path()));
}

TEST_CASE("arguments and environment arrive as given") {
  auto process = Process::spawn({.binary = "/bin/sh",
                                 .args = {"-c", "[ \"$1 $PORT\" = 'a  b 5432' ]", "sh", "a  b"},
                                 .env = {"PORT=5432"}});
  REQUIRE(process);
  CHECK(process->wait(5s)->success());
}

TEST_CASE("no descriptor of ours but the three standard ones is inherited") {
  const int leak = fcntl(STDERR_FILENO, F_DUPFD, 100);  // Without O_CLOEXEC.
  const std::string listed = output_of("for f in /proc/$$/fd/*; do echo ${f##*/}; done");
  close(leak);
  CHECK_FALSE(("\n" + listed).contains("\n" + std::to_string(leak) + "\n"));
  CHECK(listed.starts_with("0\n1\n2\n"));
}

TEST_CASE("a program starts with no signal ignored or blocked, whatever mishap does") {
  signal(SIGPIPE, SIG_IGN);
  sigset_t blocked, before;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGUSR1);
  sigprocmask(SIG_BLOCK, &blocked, &before);
  const std::string status = output_of("while read -r l; do echo \"$l\"; done < /proc/self/status");
  sigprocmask(SIG_SETMASK, &before, nullptr);
  signal(SIGPIPE, SIG_DFL);
  CHECK(status.contains("SigIgn:\t0000000000000000"));
  CHECK(status.contains("SigBlk:\t0000000000000000"));
}

TEST_CASE("a program leads its own session, in our working directory, with an empty stdin") {
  const std::string stat = output_of("read -r l < /proc/self/stat; echo \"$l\"");
  const std::string pid = stat.substr(0, stat.find(' '));
  CHECK(stat.contains(" " + pid + " " + pid + " "));  // Its process group and its session.
  CHECK(output_of("pwd -P") == std::filesystem::current_path().string() + "\n");
  CHECK(output_of("read x || echo empty") == "empty\n");
}

TEST_CASE("a program that isn't there is named") {
  const auto process = Process::spawn({.binary = "/no/such/program", .args = {}, .env = {}});
  REQUIRE(!process);
  CHECK(process.error().message == "cannot start /no/such/program: No such file or directory");
  CHECK(process.error().code == "LAUNCH_FAILED");
}

TEST_CASE("a missing interpreter is not mistaken for a missing program") {
  const tests::TempDirectory directory;
  const std::string script = directory.write("script", "#!/no/such/shell\n");
  chmod(script.c_str(), 0755);
  const auto process = Process::spawn({.binary = script, .args = {}, .env = {}});
  REQUIRE(!process);
  CHECK(process.error().hint.contains("interpreter"));
}

TEST_CASE("a file that is no program is refused with a hint") {
  const tests::TempDirectory directory;
  const std::string text = directory.write("text", "hello\n");
  chmod(text.c_str(), 0755);
  const auto process = Process::spawn({.binary = text, .args = {}, .env = {}});
  REQUIRE(!process);
  CHECK(process.error().message.ends_with("Exec format error"));
  CHECK(process.error().hint.contains("#!"));
}

TEST_CASE("waiting ends at the patience, at the cancel descriptor, and at the process's end") {
  auto process = Process::spawn({.binary = "/bin/sleep", .args = {"1000"}, .env = {}});
  REQUIRE(process);
  CHECK_FALSE(process->exit_status());
  CHECK_FALSE(process->wait(1ms));

  int ends[2];
  REQUIRE(pipe(ends) == 0);
  REQUIRE(write(ends[1], "x", 1) == 1);
  CHECK_FALSE(process->wait(1000s, ends[0]));  // Returns at once.
  close(ends[0]);
  close(ends[1]);

  process->send_signal(SIGTERM);
  CHECK(process->wait(5s)->text() == "killed by SIGTERM");
  CHECK(process->exit_status()->signal == SIGTERM);  // The answer is kept.
}

TEST_CASE("a process that is let go is killed and reaped") {
  pid_t pid = 0;
  {
    const auto process = Process::spawn({.binary = "/bin/sleep", .args = {"1000"}, .env = {}});
    REQUIRE(process);
    pid = process->pid();
  }
  CHECK(kill(pid, 0) == -1);
}

TEST_CASE("variables are added to our own environment, and replace what is there") {
  setenv("MISHAP_TEST_KEPT", "yes", 1);
  setenv("MISHAP_TEST_REPLACED", "old", 1);
  const auto env = environment_with({{"MISHAP_TEST_REPLACED", "new"}});
  const auto has = [&](const char* entry) { return std::count(env.begin(), env.end(), entry); };
  CHECK(has("MISHAP_TEST_KEPT=yes") == 1);
  CHECK(has("MISHAP_TEST_REPLACED=new") == 1);
  CHECK(has("MISHAP_TEST_REPLACED=old") == 0);
}
