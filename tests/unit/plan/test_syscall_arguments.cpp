// Which arguments of a call predicates look at: files, descriptor, size and peer.
#include <doctest/doctest.h>

#include "tests/unit/plan/argument_text.h"

namespace mishap::plan {
namespace {

std::string paths_of(const char* name) {
  return paths_text(*find_syscall(name));
}
std::string size_of(const char* name) {
  return size_text(*find_syscall(name));
}
std::string peer_of(const char* name) {
  return peer_text(*find_syscall(name));
}
int descriptor_of(const char* name) {
  return find_syscall(name)->descriptor;
}

}  // namespace

TEST_CASE("path arguments: descriptors, plain paths, and paths at a directory") {
  CHECK(paths_of("pwritev2") == "fd 0");
  CHECK(paths_of("mmap") == "fd 4");
  CHECK(paths_of("truncate") == "path 0");
  CHECK(paths_of("openat") == "path 1 at fd 0");
  CHECK(paths_of("symlink") == "path 1");
  CHECK(paths_of("connect").empty());
  CHECK_FALSE(find_syscall("connect")->has_path());
}

TEST_CASE("calls on two files name both") {
  CHECK(paths_of("renameat2") == "path 1 at fd 0, path 3 at fd 2");
  CHECK(paths_of("sendfile") == "fd 0, fd 1");
  CHECK(paths_of("copy_file_range") == "fd 0, fd 2");
}

TEST_CASE("the descriptor of a call, of two the one that it writes to") {
  for (const char* name : {"read", "fsync", "connect", "accept4", "epoll_wait", "epoll_ctl",
                           "pidfd_send_signal", "timerfd_settime", "mq_timedsend", "sendfile"}) {
    CAPTURE(name);
    CHECK(descriptor_of(name) == 0);
  }
  CHECK(descriptor_of("tee") == 1);
  CHECK(descriptor_of("splice") == 2);
  CHECK(descriptor_of("copy_file_range") == 2);
  CHECK(descriptor_of("mmap") == 4);
}

TEST_CASE("calls without a descriptor, or with that of a directory alone, have none") {
  for (const char* name : {"openat", "newfstatat", "socket", "getpid", "pidfd_open", "poll"}) {
    CAPTURE(name);
    CHECK_FALSE(find_syscall(name)->has_descriptor());
  }
}

TEST_CASE("sizes: numbers, iovecs and messages") {
  CHECK(size_of("write") == "argument 2");
  CHECK(size_of("sendto") == "argument 2");
  CHECK(size_of("sendfile") == "argument 3");
  CHECK(size_of("copy_file_range") == "argument 4");
  CHECK(size_of("ftruncate") == "argument 1");
  CHECK(size_of("fallocate") == "argument 3");
  CHECK(size_of("getrandom") == "argument 1");
  CHECK(size_of("mremap") == "argument 2");
  CHECK(size_of("pwritev2") == "iovecs 1");
  CHECK(size_of("process_vm_readv") == "iovecs 1");
  CHECK(size_of("recvmsg") == "msghdr 1");
  CHECK(size_of("sendmmsg") == "mmsghdrs 1");
}

TEST_CASE("calls that ask for no number of bytes have no size") {
  for (const char* name : {"fsync", "open", "connect", "close", "brk", "lseek"}) {
    CAPTURE(name);
    CHECK_FALSE(find_syscall(name)->has_size());
  }
}

TEST_CASE("peers: addresses of the call, and what the socket is connected to") {
  CHECK(peer_of("connect") == "address 1");
  CHECK(peer_of("bind") == "address 1");
  CHECK(peer_of("sendto") == "address 4 or connected");
  CHECK(peer_of("sendmsg") == "msghdr 1 or connected");
  CHECK(peer_of("sendmmsg") == "mmsghdrs 1 or connected");
  for (const char* name : {"recvfrom", "recvmmsg", "read", "writev", "sendfile", "close"}) {
    CAPTURE(name);
    CHECK(peer_of(name) == "connected");
  }
}

TEST_CASE("no peer is known before accept, and positioned reads are no calls on sockets") {
  for (const char* name : {"accept", "accept4", "listen", "pread64", "pwritev", "fsync"}) {
    CAPTURE(name);
    CHECK_FALSE(find_syscall(name)->has_peer());
  }
}

TEST_CASE("a file by descriptor is the one that the call is about") {
  for (const Syscall& call : all_syscalls()) {
    CAPTURE(call.name);
    bool named = false, any = false;
    for (const PathArgument& path : call.paths) {
      if (path.source != PathSource::descriptor) continue;
      any = true;
      named |= path.arg == call.descriptor;
    }
    if (any) CHECK(named);
  }
}

TEST_CASE("peers need a descriptor") {
  for (const Syscall& call : all_syscalls()) {
    CAPTURE(call.name);
    if (call.has_peer()) CHECK(call.has_descriptor());
  }
}

TEST_CASE("arguments are given where, and only where, their source has one") {
  const auto is_argument = [](int arg) { return arg >= 0 && arg < 6; };
  for (const Syscall& call : all_syscalls()) {
    CAPTURE(call.name);
    CHECK((call.descriptor == -1 || is_argument(call.descriptor)));
    CHECK(is_argument(call.size_arg) == call.has_size());
    CHECK(is_argument(call.peer_arg) ==
          (call.has_peer() && call.peer_source != PeerSource::connected));
    for (const PathArgument& path : call.paths) {
      CHECK(is_argument(path.arg) == (path.source != PathSource::none));
      CHECK(is_argument(path.dirfd) == (path.source == PathSource::path_at));
    }
  }
}

TEST_CASE("what is summed up has room for its count in the next argument") {
  for (const Syscall& call : all_syscalls()) {
    CAPTURE(call.name);
    if (call.size_source == SizeSource::vector || call.size_source == SizeSource::messages)
      CHECK(call.size_arg + 1 < 6);
  }
}

}  // namespace mishap::plan
