// The decision and the path walk on the running kernel, by BPF_PROG_TEST_RUN: the same table of
// cases must give the same answers on every kernel, whether or not it lets BPF inject anything.
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "tests/kernel/bench.h"

namespace mishap {
namespace {

TEST_SUITE("decision") {
  TEST_CASE("a rule without a path denies its syscall alone") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(), {deny({"fsync"}, "ENOSPC")});
    CHECK(bench.decide(SYS_fsync, {argument(1)}) == -ENOSPC);
    CHECK(bench.decide(SYS_write, {argument(1)}) == 0);
    CHECK(armed.counters(0).fired == 1);
  }

  TEST_CASE("a process outside the scope is not touched") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(), {deny({"fsync"}, "EIO")});
    auto elsewhere = system::Cgroup::create("elsewhere").value();
    Bench::enter(elsewhere.path());
    CHECK(bench.decide(SYS_fsync, {argument(1)}) == 0);
    Bench::enter(std::filesystem::path(elsewhere.path()).parent_path().string() + "/decision");
    CHECK(bench.decide(SYS_fsync, {argument(1)}) == -EIO);
  }

  TEST_CASE("the first rule in declaration order decides") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(),
                {deny({"write"}, "EIO", {"*.db"}), deny({"write"}, "ENOSPC")});
    const int fd = bench.open_file("top.wal");
    CHECK(bench.decide(SYS_write, {argument(fd)}) == -ENOSPC);
    CHECK(armed.counters(0).matched == 0);
    close(fd);
  }

  TEST_CASE("descriptors are matched by the path of their file") {
    Bench bench;
    const std::string root = bench.directory();
    const int fd = bench.open_file("data/pg/wal/0001.wal");
    struct {
      std::string glob;
      int64_t error;
    } cases[] = {
        {root + "/data/pg/wal/0001.wal", EIO},  // an exact path: the prefix map
        {root + "/data/pg/wal/", EIO},          // the files of a directory
        {root + "/data/pg/", 0},
        {root + "/data/**", EIO},  // all below a directory
        {root + "/data/pg/base/**", 0},
        {root + "/data/pg/wal/0001", 0},
        {"/tmp/**/*.wal", EIO},  // the automaton
        {"*.wal", EIO},          // a name in any directory
        {"*.db", 0},
        {root + "/data/*/wal/*.wal", EIO},
        {root + "/data/*/*.wal", 0},
        {root + "/data/pg/wa?/000[0-9].wal", EIO},
        {"/**", EIO},
        {"/", 0},
    };
    for (const auto& each : cases) {
      CAPTURE(each.glob);
      CHECK(bench.write_under(each.glob, fd) == each.error);
    }
    close(fd);
  }

  TEST_CASE("a rename of the file or of a directory above shows at the next call") {
    Bench bench;
    const int fd = bench.open_file("data/pg/wal/0001.wal");
    Armed armed(bench.engine(), bench.scope(),
                {deny({"write"}, "EIO", {bench.directory() + "/data/pg/wal/*.wal"})});
    CHECK(bench.decide(SYS_write, {argument(fd)}) == -EIO);
    std::filesystem::rename("data/pg", "data/mysql");
    CHECK(bench.decide(SYS_write, {argument(fd)}) == 0);
    std::filesystem::rename("data/mysql", "data/pg");
    CHECK(bench.decide(SYS_write, {argument(fd)}) == -EIO);
    std::filesystem::rename("data/pg/wal/0001.wal", "data/pg/wal/0001.done");
    CHECK(bench.decide(SYS_write, {argument(fd)}) == 0);
    close(fd);
  }

  TEST_CASE("a file that takes over a deleted one's memory gets a verdict of its own") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(),
                {deny({"write"}, "EIO", {bench.directory() + "/bad/**"})});
    int wrong = 0;
    for (int round = 0; round < 240; round++) {
      const std::string directory = round % 2 ? "okk" : "bad";  // names of one length
      std::filesystem::create_directory(directory);
      const int fd = open((directory + "/f").c_str(), O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
      wrong += bench.decide(SYS_write, {argument(fd)}) != (round % 2 ? 0 : -EIO);
      close(fd);
      std::filesystem::remove_all(directory);
    }
    CHECK(wrong == 0);
  }

  TEST_CASE("a deleted file keeps its last name") {
    Bench bench;
    const int fd = bench.open_file("top.wal");
    unlink("top.wal");
    CHECK(bench.write_under("/tmp/**/*.wal", fd) == EIO);
    close(fd);
  }

  TEST_CASE("names with spaces and newlines are bytes like others") {
    Bench bench;
    const int fd = bench.open_file("data/ space\nline.wal");
    CHECK(bench.write_under("* space\nline.wal", fd) == EIO);
    close(fd);
  }

  TEST_CASE("what is on no tree never matches a glob") {
    Bench bench;
    int pipes[2], sockets[2];
    REQUIRE(pipe(pipes) == 0);
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) == 0);
    const int memory = memfd_create("x.wal", 0), event = eventfd(0, 0), poll = epoll_create1(0);
    for (int fd : {pipes[1], sockets[0], memory, event, poll, 12345, -1}) {
      CAPTURE(fd);
      CHECK(bench.write_under("/**", fd) == 0);
      CHECK(bench.write_under("*", fd) == 0);
    }
    for (int fd : {pipes[0], pipes[1], sockets[0], sockets[1], memory, event, poll}) close(fd);
  }

  TEST_CASE("path arguments are joined to where they are relative to, without following symlinks") {
    Bench bench;
    const std::string root = bench.directory();
    const int directory = open("data/pg", O_RDONLY | O_DIRECTORY);
    Armed armed(bench.engine(), bench.scope(),
                {deny({"openat"}, "EACCES", {root + "/data/pg/wal/*.wal"}),
                 deny({"openat"}, "EPERM", {root + "/data/**"})});
    struct {
      int dirfd;
      std::string path;
      int64_t error;
    } cases[] = {
        {AT_FDCWD, "data/pg/wal/new.wal", EACCES},
        {AT_FDCWD, "./data//pg/./wal/new.wal", EACCES},
        {AT_FDCWD, "data/pg/wal/../wal/new.wal", EACCES},
        {AT_FDCWD, root + "/data/pg/wal/new.wal", EACCES},
        {AT_FDCWD, "/../.." + root + "/data/pg/wal/new.wal", EACCES},
        {AT_FDCWD, "data/pg/base", EPERM},
        {AT_FDCWD, "data/pg/wal/../../../top.wal", 0},
        {AT_FDCWD, "../" + root.substr(5) + "/data/x", EPERM},
        {AT_FDCWD, "top.wal", 0},
        {directory, "wal/new.wal", EACCES},
        {directory, "../pg/wal/new.wal", EACCES},
        {directory, "../../top.wal", 0},
        {directory, root + "/data/pg/wal/new.wal", EACCES},
        {-1, "wal/new.wal", 0},
    };
    for (const auto& each : cases) {
      CAPTURE(each.path);
      CHECK(-bench.decide(SYS_openat, {argument(each.dirfd), argument(each.path.c_str())}) ==
            each.error);
    }
    close(directory);
  }

  TEST_CASE("a path as long as the kernel takes is read whole") {
    Bench bench;
    std::string path = bench.directory();
    while (path.size() < 4080) path += "/./d";
    path = path.substr(0, 4080) + "/x.wal";
    Armed armed(bench.engine(), bench.scope(),
                {deny({"open"}, "EACCES", {bench.directory() + "/**/x.wal"})});
    CHECK(bench.decide(SYS_open, {argument(path.c_str())}) == -EACCES);
  }

  TEST_CASE("an empty path argument means the descriptor itself") {
    Bench bench;
    const int fd = bench.open_file("top.wal");
    Armed armed(bench.engine(), bench.scope(), {deny({"newfstatat"}, "EIO", {"*.wal"})});
    CHECK(bench.decide(SYS_newfstatat, {argument(fd), argument(""), 0, AT_EMPTY_PATH}) == -EIO);
    CHECK(bench.decide(SYS_newfstatat, {argument(1), argument(""), 0, AT_EMPTY_PATH}) == 0);
    CHECK(armed.counters(0).path_unknown == 0);
    close(fd);
  }

  TEST_CASE("calls with two paths match if either does, and the event says which") {
    Bench bench;
    Armed armed(bench.engine(), bench.scope(), {deny({"rename"}, "EXDEV", {"*.wal"})});
    CHECK(bench.decide(SYS_rename, {argument("a.tmp"), argument("b.wal")}) == -EXDEV);
    const auto events = bench.engine().drain();
    REQUIRE(events.size() == 1);
    CHECK(events[0].path == bench.directory() + "/b.wal");
  }

  TEST_CASE("the event carries path, arguments and what the caller got") {
    Bench bench;
    const int fd = bench.open_file("data/pg/wal/0001.wal");
    Armed armed(bench.engine(), bench.scope(), {deny({"write"}, "EIO", {"*.wal"})});
    bench.decide(SYS_write, {argument(fd), 4096, 17});
    const auto events = bench.engine().drain();
    REQUIRE(events.size() == 1);
    CHECK(events[0].path == bench.directory() + "/data/pg/wal/0001.wal");
    CHECK(events[0].syscall == SYS_write);
    CHECK(events[0].value == -EIO);
    CHECK(events[0].fired);
    CHECK(events[0].pid == getpid());
    CHECK(events[0].args[2] == 17);
    close(fd);
  }

  TEST_CASE("probability follows the seed and its rate") {
    Bench bench;
    auto half = deny({"write"}, "EIO");
    half.probability = 0.5;
    Armed armed(bench.engine(), bench.scope(), {half});
    int fired = 0;
    for (int i = 0; i < 1000; i++) fired += bench.decide(SYS_write, {argument(1)}) != 0;
    CHECK(fired > 430);
    CHECK(fired < 570);
    CHECK(armed.counters(0).matched == 1000);
    CHECK(armed.counters(0).fired == static_cast<uint64_t>(fired));
    CHECK(bench.engine().drain().size() == 1000);
  }

  TEST_CASE("a verdict does not outlive its rules, however many mounts are made between") {
    Bench bench;
    const int fd = bench.open_file("data/pg/base");
    std::filesystem::create_directory("mnt");
    for (int round = 0; round < 32; round++) {
      CAPTURE(round);
      {
        Armed other(bench.engine(), bench.scope(), {deny({"write"}, "EIO", {"*.wal"})});
        CHECK(bench.decide(SYS_write, {argument(fd)}) == 0);
      }
      REQUIRE(mount("data/pg", "mnt", nullptr, MS_BIND, nullptr) == 0);
      Armed armed(bench.engine(), bench.scope(), {deny({"write"}, "EIO", {"*base"})});
      CHECK(bench.decide(SYS_write, {argument(fd)}) == -EIO);
      REQUIRE(umount("mnt") == 0);
    }
    close(fd);
  }

  TEST_CASE("bind mounts and a chroot: the path is the process's own") {
    Bench bench;
    const std::string root = bench.directory();
    std::filesystem::create_directory("mnt");
    REQUIRE(mount("data/pg", "mnt", nullptr, MS_BIND, nullptr) == 0);
    const int through = bench.open_file("mnt/wal/0001.wal"),
              direct = bench.open_file("data/pg/wal/0001.wal");
    CHECK(bench.write_under(root + "/mnt/wal/*.wal", through) == EIO);
    CHECK(bench.write_under(root + "/mnt/wal/", through) == EIO);
    CHECK(bench.write_under(root + "/mnt/wal/*.wal", direct) == 0);
    CHECK(bench.write_under(root + "/data/pg/wal/*.wal", through) == 0);
    umount2("mnt", MNT_DETACH);
    CHECK(bench.write_under("/tmp/**", through) == 0);  // detached: on no tree any more
    close(through);
    close(direct);
  }
}

}  // namespace
}  // namespace mishap
