// Finding what runs already: processes, cgroups, units.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/system/temp_directory.h"
#include "user/system/cgroup.h"
#include "user/system/cgroup_target.h"
#include "user/system/population.h"
#include "user/system/process.h"
#include "user/system/process_target.h"

using namespace mishap;
using namespace mishap::system;
using namespace std::chrono_literals;

namespace {

/// Where pids are not the kernel's, every pid is refused for that reason alone.
bool pids_are_the_kernels() {
  const auto self = find_process(getpid());
  return self || !self.error().message.contains("pid namespace");
}

bool can_make_cgroups() {
  return Cgroup::create("probe").has_value();
}

/// A directory tree that stands for a cgroup2 mount, with units in it.
struct FakeUnits {
  tests::TempDirectory tree;
  CgroupWorld world{std::filesystem::canonical(tree.path()), {}};

  void add(const std::string& path) const { tree.write(path + "/cgroup.events", "populated 1\n"); }
};

}  // namespace

TEST_CASE("the line of /proc/PID/stat is read past a comm that looks like more of it") {
  ProcessState state;
  REQUIRE(parse_process_stat("42 (a) b (c) Z 7 42 42 0 -1 4228108 0 0", state));
  CHECK(state.state == 'Z');
  CHECK(state.parent == 7);
  CHECK_FALSE(state.kernel_thread);
  REQUIRE(parse_process_stat("2 (kthreadd) S 0 0 0 0 -1 2129984 0 0", state));
  CHECK(state.kernel_thread);
  CHECK_FALSE(parse_process_stat("", state));
  CHECK_FALSE(parse_process_stat("42 (a) Z", state));
}

TEST_CASE("a child is a target, mishap and its parent are told to be so" *
          doctest::skip(!pids_are_the_kernels())) {
  const Process child =
      Process::spawn({.binary = "/bin/sleep", .args = {"1000"}, .env = {}}).value();
  const auto target = find_process(child.pid());
  REQUIRE(target);
  CHECK(target->command == "sleep");
  CHECK_FALSE(target->has_mishap);
  CHECK(find_process(getpid())->has_mishap);
  CHECK(find_process(getppid())->has_mishap);
}

TEST_CASE("pids that nobody can attach to are refused, each for its reason" *
          doctest::skip(!pids_are_the_kernels())) {
  const auto reason = [](pid_t pid) { return find_process(pid).error().message; };
  CHECK(reason(4'194'303).starts_with("no process has pid 4194303"));
  CHECK(reason(2).contains("is a thread of the kernel"));
  const pid_t zombie = fork();
  if (zombie == 0) _exit(0);
  siginfo_t info{};
  waitid(P_PID, static_cast<id_t>(zombie), &info, WEXITED | WNOWAIT);
  CHECK(reason(zombie).contains("a zombie"));
  waitpid(zombie, nullptr, 0);
}

TEST_CASE("a unit is found by its name, with or without .service") {
  const FakeUnits units;
  units.add("system.slice/redis-server.service");
  units.add("user.slice/user-1000.slice/app.scope");
  const std::string path = units.world.mount + "/system.slice/redis-server.service";
  CHECK(find_unit("redis-server", units.world)->path == path);
  CHECK(find_unit("redis-server.service", units.world)->path == path);
  CHECK(find_unit("app.scope", units.world)->path.ends_with("/app.scope"));
}

TEST_CASE("a unit that is not there has the nearest name, one that is there twice has both") {
  const FakeUnits units;
  units.add("system.slice/redis-server.service");
  units.add("a.slice/x.service");
  units.add("b.slice/x.service");
  CHECK(find_unit("redis-sevrer", units.world)
            .error()
            .message.ends_with("(did you mean \"redis-server\"?)"));
  const Error several = find_unit("x", units.world).error();
  CHECK(several.message.starts_with("several cgroups are called x: "));
  CHECK(several.message.contains("/a.slice/x.service and "));
  CHECK(several.message.contains("/b.slice/x.service"));
  CHECK_FALSE(find_unit("a/b", units.world));
  CHECK_FALSE(find_unit("", units.world));
}

TEST_CASE("a directory that is no cgroup is refused") {
  const FakeUnits units;
  units.add("x.service");
  const auto found = find_cgroup("/x.service", units.world);
  REQUIRE_FALSE(found);
  CHECK(found.error().message == "/x.service is no cgroup: it is not in a cgroup2 file system");
  CHECK(found.error().hint == "cgroup2 is mounted on " + units.world.mount);
}

TEST_CASE("a cgroup that is not there has the nearest one as a hint") {
  const FakeUnits units;
  units.add("system.slice/redis.service");
  const auto found = find_cgroup("/system.slice/reids.service", units.world);
  REQUIRE_FALSE(found);
  CHECK(found.error().message ==
        "no cgroup /system.slice/reids.service below " + units.world.mount);
  CHECK(found.error().hint == "did you mean " + units.world.mount + "/system.slice/redis.service?");
}

TEST_CASE("a real cgroup is found by both of its paths, and knows who is in it" *
          doctest::skip(!can_make_cgroups())) {
  const auto cgroup = Cgroup::create("target");
  REQUIRE(cgroup);
  const CgroupWorld world = CgroupWorld::current().value();
  const auto found = find_cgroup(cgroup->path(), world);
  REQUIRE(found);
  CHECK(found->id == cgroup->id());
  CHECK_FALSE(found->is_root);
  CHECK_FALSE(found->has_mishap);
  const std::string relative = cgroup->path().substr(world.mount.size());
  CHECK(find_cgroup(relative, world)->id == cgroup->id());
  CHECK(find_cgroup(relative.substr(1) + "/", world)->id == cgroup->id());
  CHECK(find_cgroup("/", world)->has_mishap);
}

TEST_CASE("a cgroup's population is seen to come and go" * doctest::skip(!can_make_cgroups())) {
  auto cgroup = Cgroup::create("population");
  REQUIRE(cgroup);
  auto population = Population::watch(cgroup->path());
  REQUIRE(population);
  CHECK_FALSE(population->populated());
  const Process child = Process::spawn({.binary = "/bin/sleep",
                                        .args = {"1000"},
                                        .env = {},
                                        .cgroup_fd = cgroup->directory_fd()})
                            .value();
  CHECK(population->populated());
  REQUIRE(cgroup->kill(5s));
  CHECK_FALSE(population->populated());
}
