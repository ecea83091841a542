// Cgroups: on directories that only look like cgroups, and, where the machine lets us, on real
// ones.
#include "user/system/cgroup.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>

#include "tests/unit/system/temp_directory.h"
#include "user/system/cgroup_tree.h"
#include "user/system/proc.h"
#include "user/system/process.h"

using namespace mishap;
using namespace mishap::system;
using namespace std::chrono_literals;

namespace {

bool can_make_cgroups() { return Cgroup::create("probe").has_value(); }

std::string own_directory() {
  return "mishap." + std::to_string(getpid()) + "." +
         std::to_string(process_start_time(getpid()).value());
}

Process sleeper(const Cgroup& cgroup) {
  return Process::spawn({.binary = "/bin/sh",
                         .args = {"-c", "sleep 1000 & sleep 1000 & wait"},
                         .env = {"PATH=/usr/bin:/bin"},
                         .cgroup_fd = cgroup.directory_fd()})
      .value();
}

/// From here on clone3 fails with ENOSYS, as in a container of an older Docker.
void forbid_clone3() {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program{std::size(code), code};
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(2);
}

}  // namespace

TEST_CASE("a cgroup is named after its owner and itself, and is gone afterwards") {
  const tests::TempDirectory tree;
  const std::string expected = tree.path() + "/" + own_directory() + "/inventory";
  {
    const auto cgroup = Cgroup::create("inventory", tree.path());
    REQUIRE(cgroup);
    CHECK(cgroup->path() == expected);
    struct stat info {};
    REQUIRE(stat(expected.c_str(), &info) == 0);
    CHECK(cgroup->id() == info.st_ino);
  }
  CHECK(std::filesystem::is_empty(tree.path()));
}

TEST_CASE("no name of a service can leave the tree or meet a control file") {
  const tests::TempDirectory tree;
  const auto cgroup = Cgroup::create("../cgroup.procs", tree.path());
  REQUIRE(cgroup);
  CHECK(cgroup->path().ends_with("/%2E%2E%2Fcgroup%2Eprocs"));
}

TEST_CASE("two cgroups share their parent until the last one goes") {
  const tests::TempDirectory tree;
  auto first = Cgroup::create("a", tree.path());
  auto second = Cgroup::create("b", tree.path());
  REQUIRE(first);
  REQUIRE(second);
  { const Cgroup gone = std::move(*first); }
  CHECK(std::filesystem::exists(second->path()));
}

TEST_CASE("the same name twice is refused") {
  const tests::TempDirectory tree;
  const auto first = Cgroup::create("a", tree.path());
  const auto second = Cgroup::create("a", tree.path());
  REQUIRE(!second);
  CHECK(second.error().message.ends_with("/a: File exists"));
}

TEST_CASE("processes of nested cgroups are counted in") {
  const tests::TempDirectory tree;
  tree.write("cgroup.procs", "11\n12\n");
  tree.write("nested/deeper/cgroup.procs", "13\n");
  CHECK(processes_below(tree.path()) == std::vector<int>{11, 12, 13});
}

TEST_CASE("cgroup.events tells whether a cgroup is populated") {
  const tests::TempDirectory tree;
  CHECK_FALSE(is_populated(tree.path()));
  tree.write("cgroup.events", "frozen 0\npopulated 1\n");
  CHECK(is_populated(tree.path()));
  tree.write("cgroup.events", "populated 0\nfrozen 1\n");
  CHECK_FALSE(is_populated(tree.path()));
}

TEST_CASE("killing gives up on what survives, and says so") {
  const tests::TempDirectory tree;
  tree.write("cgroup.events", "populated 1\n");
  const auto killed = kill_tree(tree.path(), 10ms);
  REQUIRE(!killed);
  CHECK(killed.error().message.ends_with("survived SIGKILL"));
}

TEST_CASE("stale cgroups go; those of a living mishap and of others stay") {
  const tests::TempDirectory tree;
  for (const char* name : {"mishap.70.4242/a", "mishap.71.1/b/c", "mishap.x.1", "system.slice"})
    std::filesystem::create_directories(tree.path() + "/" + name);
  // As a mishap in another pid namespace: no /proc of ours knows its pid, but it holds the lock.
  const std::string living = tree.path() + "/mishap.70.4242";
  const FileDescriptor owner(open(living.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  REQUIRE(flock(owner.get(), LOCK_EX) == 0);
  CHECK(remove_stale_cgroups(tree.path()) == 1);
  CHECK(std::filesystem::exists(living + "/a"));
  CHECK_FALSE(std::filesystem::exists(tree.path() + "/mishap.71.1"));
  CHECK(std::filesystem::exists(tree.path() + "/mishap.x.1"));
  CHECK(std::filesystem::exists(tree.path() + "/system.slice"));
}

TEST_CASE("a cgroup is not stale while the mishap that made it lives, and can be made anew") {
  const tests::TempDirectory tree;
  for (int round = 0; round < 2; round++) {
    const auto cgroup = Cgroup::create("a", tree.path());
    REQUIRE(cgroup);
    CHECK(remove_stale_cgroups(tree.path()) == 0);
    CHECK(std::filesystem::exists(cgroup->path()));
  }
}

TEST_CASE("what a killed mishap left is stale") {
  const tests::TempDirectory tree;
  const pid_t killed = fork();
  if (killed == 0) {
    const auto cgroup = Cgroup::create("a", tree.path());
    _exit(cgroup ? 0 : 1);  // With no destructor.
  }
  int status = 0;
  waitpid(killed, &status, 0);
  REQUIRE(WEXITSTATUS(status) == 0);
  CHECK(remove_stale_cgroups(tree.path()) == 1);
  CHECK(std::filesystem::is_empty(tree.path()));
}

TEST_CASE("the cgroup of a user's program has a name of its own, and waits for the program") {
  const tests::TempDirectory tree;
  tree.write("mishap-run.71.1/ls/x", "");  // rmdir() fails here as it does on a used cgroup.
  tree.write("mishap-run.71.1/cgroup.events", "populated 1\n");
  std::filesystem::create_directories(tree.path() + "/mishap-run.72.1/ls");
  CHECK(remove_stale_cgroups(tree.path()) == 1);
  CHECK(std::filesystem::exists(tree.path() + "/mishap-run.71.1/ls"));
  CHECK_FALSE(std::filesystem::exists(tree.path() + "/mishap-run.72.1"));
  const auto cgroup = Cgroup::create("ls", tree.path(), Tenants::users);
  REQUIRE(cgroup);
  CHECK(cgroup->path().contains("/mishap-run." + std::to_string(getpid()) + "."));
}

TEST_CASE("a user's program outlives its Cgroup and the next mishap's tidying" *
          doctest::skip(!can_make_cgroups())) {
  std::optional<Process> program;
  std::string path;
  {
    auto cgroup = Cgroup::create("program", {}, Tenants::users);
    REQUIRE(cgroup);
    path = cgroup->path();
    program = sleeper(*cgroup);
  }
  CHECK_FALSE(program->exit_status());
  CHECK(std::filesystem::exists(path));
  REQUIRE(kill_tree(path, 5s));
  REQUIRE(remove_tree(path.substr(0, path.rfind('/'))));
}

TEST_CASE("a process starts inside its cgroup, and all that it started dies with the cgroup" *
          doctest::skip(!can_make_cgroups())) {
  auto cgroup = Cgroup::create("unit test");
  REQUIRE(cgroup);
  Process shell = sleeper(*cgroup);
  while (cgroup->processes().size() < 3) usleep(1'000);  // The shell and its two children.
  CHECK(cgroup->populated());
  CHECK(cgroup->kill(5s));
  CHECK_FALSE(cgroup->populated());
  CHECK(shell.wait(1s)->text() == "killed by SIGKILL");
}

TEST_CASE("where a sandbox forbids clone3, the process joins its cgroup itself" *
          doctest::skip(!can_make_cgroups())) {
  const auto cgroup = Cgroup::create("sandboxed");
  REQUIRE(cgroup);
  const pid_t sandbox = fork();
  if (sandbox == 0) {
    forbid_clone3();
    Process shell = sleeper(*cgroup);
    const auto inside = cgroup->processes();
    _exit(std::count(inside.begin(), inside.end(), shell.pid()) == 1 ? 42 : 1);
  }
  int status = 0;
  waitpid(sandbox, &status, 0);
  CHECK(WEXITSTATUS(status) == 42);
}

TEST_CASE("a cgroup that is let go takes its processes along" *
          doctest::skip(!can_make_cgroups())) {
  std::optional<Process> shell;
  std::string path;
  {
    auto cgroup = Cgroup::create("unit-test");
    REQUIRE(cgroup);
    path = cgroup->path();
    shell = sleeper(*cgroup);
  }
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK(shell->wait(1s)->signal == SIGKILL);
}

TEST_CASE("a service that ignores SIGTERM is ended with its children" *
          doctest::skip(!can_make_cgroups())) {
  auto cgroup = Cgroup::create("stubborn");
  REQUIRE(cgroup);
  Process shell = Process::spawn({.binary = "/bin/sh",
                                  .args = {"-c", "trap '' TERM; sleep 1000 & sleep 1000"},
                                  .env = {"PATH=/usr/bin:/bin"},
                                  .cgroup_fd = cgroup->directory_fd()})
                      .value();
  while (cgroup->processes().size() < 3) usleep(1'000);
  const auto status = stop_service(shell, *cgroup, 50ms);
  REQUIRE(status);
  CHECK(status->text() == "killed by SIGKILL");
  CHECK(cgroup->processes().empty());
}

TEST_CASE("a service that obeys SIGTERM ends in its own way" * doctest::skip(!can_make_cgroups())) {
  auto cgroup = Cgroup::create("obedient");
  REQUIRE(cgroup);
  Process shell =
      Process::spawn({.binary = "/bin/sh",
                      .args = {"-c", "trap 'exit 7' TERM; while :; do sleep 0.01; done"},
                      .env = {"PATH=/usr/bin:/bin"},
                      .cgroup_fd = cgroup->directory_fd()})
          .value();
  while (cgroup->processes().size() < 2) usleep(1'000);  // The trap is set before the first sleep.
  CHECK(stop_service(shell, *cgroup, 5s)->text() == "exit code 7");
}
