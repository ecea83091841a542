// Which calls can be left out.
#include <doctest/doctest.h>

#include "user/plan/skip.h"
#include "user/plan/syscalls.h"

namespace mishap::plan {
namespace {

std::vector<std::string> skippable() {
  std::vector<std::string> names;
  for (const Syscall& call : all_syscalls())
    if (skip_result(call.name)) names.emplace_back(call.name);
  return names;
}

}  // namespace

TEST_CASE("calls that only work or fail report that they worked") {
  for (const char* name : {"fsync", "close", "unlinkat", "renameat2", "connect", "msync"})
    CHECK(skip_result(name) == Success::zero);
}

TEST_CASE("calls that move bytes out report them all, and have a size to report") {
  for (const char* name : {"write", "pwritev2", "sendto", "sendmsg"})
    CHECK(skip_result(name) == Success::size);
  for (const std::string& name : skippable())
    if (skip_result(name) == Success::size) CHECK(find_syscall(name)->has_size());
}

TEST_CASE("what brings the caller a descriptor, data or a count can't be made up") {
  for (const char* name : {"openat", "read", "recvmsg", "sendmmsg", "fstat", "dup2", "epoll_wait",
                           "mmap", "sendfile", "rt_sigaction", "futex", "no_such_call"})
    CHECK_FALSE(skip_result(name).has_value());
  CHECK(skip_result("openat").error().message.starts_with("openat can't be skipped: "));
}

TEST_CASE("every call of the table exists and may be faulted") {
  const std::vector<std::string> names = skippable();
  CHECK(names.size() == 138);  // As many as skip.cpp lists: each is the name of a syscall.
  for (const std::string& name : names) CHECK_FALSE(refusal(name).has_value());
}

}  // namespace mishap::plan
