// Who listens on a port: on recorded tables, and on a socket of our own.
#include "user/system/ports.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/unit/system/temp_directory.h"
#include "user/system/file_descriptor.h"
#include "user/system/proc.h"

using namespace mishap::system;
using mishap::tests::TempDirectory;

namespace {

const char* const header =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";

/// 5432 listens (0x1538), 8080 (0x1F90) is an established connection's local port.
std::string table() {
  return std::string(header) +
         "   0: 0100007F:1538 00000000:0000 0A 00000000:00000000 00:00000000 00000000   113        "
         "0 "
         "9876 1 0000000000000000 100 0 0 10 0\n"
         "   1: 0100007F:1F90 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        "
         "0 "
         "5555 1 0000000000000000 20 4 30 10 -1\n";
}

}  // namespace

TEST_CASE("the process that listens is named") {
  const TempDirectory proc;
  proc.write("net/tcp", table());
  proc.write("123/comm", "postgres\n");
  std::filesystem::create_directories(proc.path() + "/123/fd");
  std::filesystem::create_symlink("socket:[9876]", proc.path() + "/123/fd/7");
  const auto listener = port_listener(5432, proc.path());
  REQUIRE(listener);
  CHECK(listener->text() == "pid 123 (postgres)");
}

TEST_CASE("a listener that can't be seen still counts") {
  const TempDirectory proc;
  proc.write("net/tcp", table());
  CHECK(port_in_use(5432, proc.path()));
  CHECK(port_listener(5432, proc.path())->text() == "another process");
}

TEST_CASE("IPv6 listeners count") {
  const TempDirectory proc;
  proc.write("net/tcp", header);
  proc.write("net/tcp6", std::string(header) +
                             "   0: 00000000000000000000000000000000:1F90 "
                             "00000000000000000000000000000000:0000 0A 00000000:00000000 "
                             "00:00000000 00000000     0        0 4711 1 0 100 0 0 10 0\n");
  CHECK(port_in_use(8080, proc.path()));
}

TEST_CASE("a port that is used, but not listened on, is free for a server") {
  const TempDirectory proc;
  proc.write("net/tcp", table());
  CHECK_FALSE(port_in_use(8080, proc.path()));
  CHECK_FALSE(port_listener(8080, proc.path()));
}

TEST_CASE("our own listening socket is found") {
  const FileDescriptor socket_fd(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(listen(socket_fd.get(), 1) == 0);  // Binds to a free port.
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket_fd.get(), reinterpret_cast<sockaddr*>(&address), &size);
  const auto listener = port_listener(ntohs(address.sin_port));
  REQUIRE(listener);
  CHECK(listener->pid == getpid());
  CHECK(listener->command == process_command(getpid()));
}
