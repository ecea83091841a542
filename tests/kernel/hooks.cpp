// Real hooks on real system calls: what a program in the cgroup sees, and what one outside doesn't.
// The mechanism is taken from $MECHANISM (auto, fmod_ret, override).
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/kernel/rules.h"
#include "user/system/cgroup.h"
#include "user/system/process.h"

namespace mishap {
namespace {

/// An engine with hooks, a cgroup in its scope and a directory of files.
class Site {
 public:
  Site() : cgroup_(system::Cgroup::create("hooks").value()) {
    engine::EngineChoice choice;
    if (const char* wish = std::getenv("MECHANISM")) choice.mechanism = wish;
    auto engine = engine::open_bpf_engine(choice);
    REQUIRE_MESSAGE(engine.has_value(), engine.error().message << " " << engine.error().hint);
    engine_ = std::move(*engine);
    scope_ = engine_->add_scope(cgroup_.id(), cgroup_.path()).value();
    char name[] = "/tmp/mishap-hooks-XXXXXX";
    directory_ = mkdtemp(name);
  }
  ~Site() { std::filesystem::remove_all(directory_); }

  /// Runs Python in the cgroup (-1: outside); its exit status. `path` is sys.argv[1].
  int python(const std::string& code, const std::string& path, bool inside = true) {
    system::LaunchOptions options;
    options.binary = "/usr/bin/python3";
    options.args = {"-c", "import os, sys\npath = sys.argv[1]\n" + code, directory_ + "/" + path};
    options.env = system::environment_with({});
    options.cgroup_fd = inside ? cgroup_.directory_fd() : -1;
    options.stderr_fd = STDERR_FILENO;
    auto process = system::Process::spawn(options);
    REQUIRE_MESSAGE(process.has_value(), process.error().message);
    auto status = process->wait(std::chrono::seconds(30));
    REQUIRE(status.has_value());
    return status->shell_code();
  }
  /// The errno of a write to the file, 0 when it worked.
  int write_to(const std::string& path, bool inside = true) {
    return python(
        "fd = os.open(path, os.O_CREAT | os.O_WRONLY, 0o644)\n"
        "try: os.write(fd, b'x')\n"
        "except OSError as e: os._exit(e.errno)\n"
        "os._exit(0)\n",
        path, inside);
  }
  engine::Engine& engine() { return *engine_; }
  engine::ScopeId scope() const { return scope_; }
  const system::Cgroup& cgroup() const { return cgroup_; }
  const std::string& directory() const { return directory_; }

 private:
  system::Cgroup cgroup_;
  std::unique_ptr<engine::Engine> engine_;
  engine::ScopeId scope_ = 0;
  std::string directory_;
};

TEST_SUITE("hooks") {
  TEST_CASE("a denied write fails in the cgroup alone, on the matching file alone") {
    Site site;
    Armed armed(site.engine(), site.scope(),
                {deny({"write"}, "ENOSPC", {site.directory() + "/*.wal"})});
    REQUIRE(armed.error() == "");
    CHECK(site.write_to("a.wal") == ENOSPC);
    CHECK(site.write_to("a.db") == 0);
    CHECK(site.write_to("a.wal", false) == 0);
    CHECK(armed.counters(0).fired == 1);
    CHECK(site.engine().losses().decisions_missed == 0);
  }

  TEST_CASE("what fired is in the events, in time order, with pid and path") {
    Site site;
    Armed armed(site.engine(), site.scope(), {deny({"write", "fsync"}, "EIO", {"*.wal"})});
    site.python(
        "fd = os.open(path, os.O_CREAT | os.O_WRONLY)\n"
        "for call in (lambda: os.write(fd, b'x'), lambda: os.fsync(fd)):\n"
        "  try: call()\n"
        "  except OSError: pass\n",
        "a.wal");
    const auto events = site.engine().drain();
    REQUIRE(events.size() == 2);
    CHECK(events[0].syscall == SYS_write);
    CHECK(events[1].syscall == SYS_fsync);
    CHECK(events[0].path == site.directory() + "/a.wal");
    CHECK(events[0].value == -EIO);
    CHECK(events[0].time_ns <= events[1].time_ns);
  }

  TEST_CASE("children, and cgroups made below, are in scope") {
    Site site;
    Armed armed(site.engine(), site.scope(), {deny({"write"}, "EIO", {"*.wal"})});
    const int status = site.python(
        "pid = os.fork()\n"
        "if pid == 0:\n"
        "  fd = os.open(path, os.O_CREAT | os.O_WRONLY)\n"
        "  try: os.write(fd, b'x')\n"
        "  except OSError as e: os._exit(e.errno)\n"
        "  os._exit(0)\n"
        "os._exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))\n",
        "a.wal");
    CHECK(status == EIO);
    std::filesystem::create_directory(site.cgroup().path() + "/below");
    const std::string below = site.cgroup().path() + "/below/cgroup.procs";
    CHECK(site.python("open('" + below +
                          "', 'w').write(str(os.getpid()))\n"
                          "fd = os.open(path, os.O_CREAT | os.O_WRONLY)\n"
                          "try: os.write(fd, b'x')\n"
                          "except OSError as e: os._exit(e.errno)\n",
                      "a.wal") == EIO);
  }

  TEST_CASE("threads are in scope like their process") {
    Site site;
    Armed armed(site.engine(), site.scope(), {deny({"write"}, "EIO", {"*.wal"})});
    CHECK(site.python("import threading\n"
                      "def work():\n"
                      "  fd = os.open(path, os.O_CREAT | os.O_WRONLY)\n"
                      "  try: os.write(fd, b'x')\n"
                      "  except OSError as e: os._exit(e.errno)\n"
                      "thread = threading.Thread(target=work)\n"
                      "thread.start()\n"
                      "thread.join()\n",
                      "a.wal") == EIO);
  }

  TEST_CASE("arming and disarming are in force when the call returns") {
    Site site;
    for (int round = 0; round < 3; round++) {
      {
        Armed armed(site.engine(), site.scope(), {deny({"write"}, "EIO", {"*.wal"})});
        CHECK(site.write_to("a.wal") == EIO);
      }
      CHECK(site.write_to("a.wal") == 0);
    }
  }

  TEST_CASE("an override beside another's trampoline, where it would be lost, is refused by name") {
    const auto open = [](const char* mechanism) {
      return engine::open_bpf_engine({.mechanism = mechanism, .seed = 1});
    };
    auto override_engine = open("override"), other = open("fmod_ret");
    if (!override_engine || !other) {
      MESSAGE("skipped: this kernel has one mechanism only");
      return;
    }
    const uint16_t calls[] = {SYS_fdatasync};
    REQUIRE((*other)->attach(calls));
    const auto refused = (*override_engine)->attach(calls);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().message.find("another BPF trampoline sits on __x64_sys_fdatasync") !=
          std::string::npos);
  }

  TEST_CASE("a daemon that its starter leaves to us is faulted like any other process") {
    Site site;
    Armed armed(site.engine(), site.scope(), {deny({"write"}, "EIO", {"*.wal"})});
    REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 1) == 0);
    site.python(
        "import time\n"
        "starter = os.getpid()\n"
        "if os.fork(): os._exit(0)\n"
        "while os.getppid() == starter: time.sleep(0.01)\n"
        "fd = os.open(path, os.O_CREAT | os.O_WRONLY)\n"
        "try: os.write(fd, b'x')\n"
        "except OSError as e: os._exit(e.errno)\n"
        "os._exit(0)\n",
        "a.wal");
    int status = 0;
    CHECK(waitpid(-1, &status, 0) > 0);
    CHECK(WEXITSTATUS(status) == EIO);
    REQUIRE(prctl(PR_SET_CHILD_SUBREAPER, 0) == 0);
  }

  TEST_CASE("at the exit of a call that a signal interrupts nothing is told: it is made again") {
    Site site;
    plan::Rule rule = deny({"read"}, "EIO");
    rule.where.descriptor = {plan::DescriptorPredicate::Kind::pipe, 0};
    rule.action.at = plan::Moment::exit;
    Armed armed(site.engine(), site.scope(), {rule});
    if (armed.error().find("bpf_override_return") != std::string::npos) {
      MESSAGE("skipped: this kernel has no bpf_override_return");
      return;
    }
    const int status = site.python(
        "import array, fcntl, signal, termios, time\n"
        "signal.signal(signal.SIGUSR1, lambda *_: None)\n"
        "signal.siginterrupt(signal.SIGUSR1, False)\n"
        "reads, writes = os.pipe()\n"
        "reader = os.getpid()\n"
        "if os.fork() == 0:\n"
        "  time.sleep(0.2)\n"
        "  os.kill(reader, signal.SIGUSR1)\n"
        "  time.sleep(0.2)\n"
        "  os.write(writes, b'x')\n"
        "  os._exit(0)\n"
        "code = 0\n"
        "try: os.read(reads, 1)\n"
        "except OSError as e: code = e.errno\n"
        "os.wait()\n"
        "left = array.array('i', [0])\n"
        "fcntl.ioctl(reads, termios.FIONREAD, left)\n"
        "os._exit(100 if left[0] else code)\n",
        "x");
    CHECK(status == EIO);
    CHECK(armed.counters(0).fired == 2);
    CHECK(armed.counters(0).unfinished == 1);
  }

  TEST_CASE("the launch of a service is never faulted") {
    Site site;
    Armed armed(site.engine(), site.scope(),
                {deny({"execve"}, "ENOMEM"), deny({"dup3", "dup2"}, "EMFILE")});
    CHECK(site.python(
              "try: os.execv('/bin/true', ['true'])\nexcept OSError as e: os._exit(e.errno)\n",
              "x") == ENOMEM);
  }
}

}  // namespace
}  // namespace mishap
