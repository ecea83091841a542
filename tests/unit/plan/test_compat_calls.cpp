// The table of i386 calls against the kernel's own numbers and against the native table.
#include <algorithm>
#include <bit>
#include <set>

#include <doctest/doctest.h>

#include "tests/unit/plan/kernel_header.h"
#include "user/plan/syscalls.h"

namespace mishap::plan {
namespace {

const CompatCall& compat(std::string_view name) {
  const auto found = std::ranges::find(compat_calls(), name, &CompatCall::name);
  REQUIRE(found != compat_calls().end());
  return *found;
}

}  // namespace

TEST_CASE("32-bit calls are ordered by number, each name and number once") {
  std::set<std::string_view> names;
  int last = -1;
  for (const CompatCall& call : compat_calls()) {
    CAPTURE(call.name);
    CHECK(call.number > last);
    CHECK(names.insert(call.name).second);
    last = call.number;
  }
  CHECK(last == 462);
}

TEST_CASE("every 32-bit call of the kernel's header is in the table under its number") {
  const auto header = kernel_header("unistd_32.h");
  REQUIRE(header.size() > 400);
  for (const auto& [name, number] : header) {
    CAPTURE(name);
    CHECK(compat(name).number == number);
  }
}

TEST_CASE("since number 424 both tables go on alike") {
  for (const Syscall& native : all_syscalls()) {
    if (native.number < 424) continue;
    CAPTURE(native.name);
    CHECK(compat(native.name).number == native.number);
    CHECK(compat(native.name).native == native.name);
  }
}

TEST_CASE("what a 32-bit call is called natively exists, and has a function to hook") {
  for (const CompatCall& call : compat_calls()) {
    CAPTURE(call.name);
    if (call.native.empty()) continue;
    CHECK(find_syscall(call.native) != nullptr);
    CHECK_FALSE(call.function.empty());
  }
}

TEST_CASE("a 32-bit call with the name of a native one is that one, or none") {
  for (const CompatCall& call : compat_calls()) {
    CAPTURE(call.name);
    if (find_syscall(call.name) && !call.native.empty()) CHECK(call.native == call.name);
  }
}

TEST_CASE("32-bit variants of a call are its native one") {
  CHECK(compat("mmap2").native == "mmap");
  CHECK(compat("fstatat64").native == "newfstatat");
  CHECK(compat("_llseek").native == "lseek");
  CHECK(compat("chown32").native == "chown");
  CHECK(compat("chown").native == "chown");
  CHECK(compat("clock_nanosleep_time64").native == "clock_nanosleep");
  CHECK(compat("ppoll_time64").native == "ppoll");
  CHECK(compat("timer_gettime64").native == "timer_gettime");
  CHECK(compat("waitpid").native == "wait4");
  CHECK(compat("_newselect").native == "select");
}

TEST_CASE("bundles, and calls with their arguments in memory, have no native one") {
  for (const char* name : {"socketcall", "ipc", "mmap", "readdir"}) {
    CAPTURE(name);
    CHECK(compat(name).native.empty());
    CHECK_FALSE(compat(name).function.empty());
  }
}

TEST_CASE("kernel functions of 32-bit calls, where they have other names") {
  CHECK(compat("truncate64").function == "ia32_truncate64");
  CHECK_FALSE(compat("truncate64").compat_function);
  CHECK(compat("stat64").function == "ia32_stat64");
  CHECK(compat("stat64").compat_function);
  CHECK(compat("mmap2").function == "mmap_pgoff");
  CHECK(compat("fcntl").function == "fcntl64");
  CHECK(compat("chown").function == "chown16");
  CHECK(compat("chown32").function == "chown");
  CHECK(compat("getsockopt").compat_function == false);
}

TEST_CASE("64-bit offsets and lengths come as two words, and the call has room for them") {
  CHECK(compat("fallocate").two_words == (1 << 2 | 1 << 3));
  CHECK(compat("ftruncate64").two_words == 1 << 1);
  CHECK(compat("fanotify_mark").two_words == 1 << 2);
  CHECK(compat("ftruncate").two_words == 0);
  for (const CompatCall& call : compat_calls()) {
    CAPTURE(call.name);
    if (!call.two_words) continue;
    const Syscall& native = *find_syscall(call.native);
    const int more = std::popcount(call.two_words);
    CHECK(std::bit_width(call.two_words) + more <= 6);
    for (const int arg : {native.paths[0].arg, native.paths[1].arg, native.descriptor,
                          native.size_arg, native.peer_arg})
      CHECK(arg + more < 6);
  }
}

}  // namespace mishap::plan
