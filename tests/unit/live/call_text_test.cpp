// Calls as strace writes them.
#include "user/live/call_text.h"

#include <cerrno>
#include <set>

#include <doctest/doctest.h>

#include "tests/unit/live/records.h"
#include "user/live/signatures.h"

using namespace mishap;
using namespace mishap::live;

namespace {

engine::RawCall with_args(engine::RawCall call, std::vector<uint64_t> args) {
  std::ranges::copy(args, call.args);
  return call;
}

}  // namespace

TEST_CASE("a call has its thread, its arguments, its result and its duration") {
  const auto write = with_args(tests::call("write", 12, "/tmp/a.wal"), {3, 0x7ffd10, 12});
  CHECK(call_text(write) == "[pid 4711] write(3</tmp/a.wal>, 0x7ffd10, 12) = 12 <0.000042>");
}

TEST_CASE("threads and 32-bit callers are told") {
  engine::RawCall close = tests::call("close", 0);
  close.tid = 4712;
  close.compat = true;
  CHECK(call_text(close) == "[pid 4711, thread 4712, 32-bit] close(0) = 0 <0.000042>");
}

TEST_CASE("an error has its name and its words") {
  const auto open = with_args(tests::call("openat", -ENOENT, "/etc/x"),
                              {static_cast<uint64_t>(-100), 0x1234, 0x80000, 0});
  CHECK(arguments_text(open) == "AT_FDCWD, \"/etc/x\", 0x80000, 0");
  CHECK(result_text(open) == "-1 ENOENT (No such file or directory)");
  CHECK(error_of(open) == ENOENT);
}

TEST_CASE("a path that could not be read is an address") {
  const auto open = with_args(tests::call("open", 3), {0x1234, 0, 0});
  CHECK(arguments_text(open) == "0x1234, 0, 0");
  CHECK(arguments_text(with_args(tests::call("unlink", -EFAULT), {0})) == "NULL");
}

TEST_CASE("two paths stand where they belong") {
  auto rename = with_args(tests::call("renameat", 0, "/a"), {5, 0x10, 6, 0x20});
  rename.paths[1] = "/b";
  CHECK(arguments_text(rename) == "5, \"/a\", 6, \"/b\"");
}

TEST_CASE("bytes that would break a line are escaped") {
  CHECK(quoted("a\n\"b\"\\\x01") == "\"a\\n\\\"b\\\"\\\\\\001\"");
  CHECK(arguments_text(with_args(tests::call("close", 0, "/a>\n"), {3})) == "3</a\\>\\n>");
}

TEST_CASE("numbers have the form that suits them") {
  CHECK(arguments_text(with_args(tests::call("kill", 0), {7, 15})) == "7, SIGTERM");
  CHECK(arguments_text(with_args(tests::call("chmod", 0, "/a"), {1, 0644})) == "\"/a\", 0644");
  CHECK(arguments_text(with_args(tests::call("lseek", 0), {3, static_cast<uint64_t>(-8), 2})) ==
        "3, -8, 2");
  CHECK(result_text(tests::call("brk", 0x7f00)) == "0x7f00");
  CHECK(arguments_text(tests::call("getpid", 1)).empty());
}

TEST_CASE("a call that did not return has no result and no duration") {
  engine::RawCall exit = with_args(tests::call("exit_group", 0), {3});
  exit.returned = false;
  CHECK(call_text(exit) == "[pid 4711] exit_group(3) = ?");
  CHECK(result_text(tests::call("read", -512)) == "? ERESTARTSYS (to be restarted)");
  CHECK(result_text(tests::call("read", -5000)) == "-5000");
}

TEST_CASE("calls without a table entry are told by number, with all registers") {
  engine::RawCall call;
  call.syscall = 999;
  CHECK(call_name(call) == "syscall 999");
  CHECK(arguments_text(call) == "0, 0, 0, 0, 0, 0");
}

TEST_CASE("a 32-bit call that no native one corresponds to has its own name") {
  engine::RawCall call;
  call.syscall = 102;
  call.compat = call.unknown = true;
  CHECK(call_name(call) == "socketcall");
}

TEST_CASE("every call of the table has a signature that agrees with its paths and descriptors") {
  // No kernel that runs BPF implements these.
  const std::set<std::string_view> gone = {
      "_sysctl",       "create_module",  "get_kernel_syms", "query_module", "nfsservctl",
      "getpmsg",       "putpmsg",        "afs_syscall",     "tuxcall",      "security",
      "epoll_ctl_old", "epoll_wait_old", "vserver"};
  for (const plan::Syscall& syscall : plan::all_syscalls()) {
    const std::string_view kinds = signature_of(syscall.name);
    CAPTURE(syscall.name);
    CHECK((kinds.data() == nullptr) == gone.contains(syscall.name));
    CHECK(kinds.size() <= 6);
    for (const plan::PathArgument& path : syscall.paths) {
      if (path.source == plan::PathSource::none || kinds.data() == nullptr) continue;
      REQUIRE(path.arg < static_cast<int>(kinds.size()));
      CHECK(kinds[static_cast<size_t>(path.arg)] ==
            (path.source == plan::PathSource::descriptor ? 'f' : 's'));
      if (path.dirfd >= 0) CHECK(kinds[static_cast<size_t>(path.dirfd)] == 'f');
    }
    if (syscall.has_descriptor() && kinds.data() != nullptr)
      CHECK(kinds[static_cast<size_t>(syscall.descriptor)] == 'f');
  }
}
