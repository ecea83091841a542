// The programs: Debian's own, on tmpfs, where nothing but instructions takes time.
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "tests/bench/programs.h"
#include "tests/bench/run.h"

namespace mishap::bench {
namespace {

constexpr int inserts = 500, requests = 3000;

/// Rounds of 20 ms that a server may take to start. The machine's clock runs ahead while all wait
/// for the host's disk, which may take long on a busy host.
constexpr int patience = 60'000;

/// An empty directory, and nothing of an earlier run in it.
std::filesystem::path fresh_directory(const char* name) {
  const auto directory = std::filesystem::path("/tmp") / name;
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  return directory;
}

Result<void> run_to_end(const std::vector<std::string>& words, int cgroup_fd) {
  const auto output = output_of(words, cgroup_fd);
  if (!output) return std::unexpected(output.error());
  return {};
}

/// Inserts of a row each, a transaction each.
Result<void> run_sqlite(const char* journal, int cgroup_fd) {
  const auto directory = fresh_directory("bench-sqlite");
  std::ofstream script(directory / "insert.sql");
  script << "pragma journal_mode=" << journal << ";\ncreate table t(id integer primary key, x);\n";
  for (int i = 0; i < inserts; i++) script << "insert into t(x) values('row " << i << "');\n";
  script.close();
  return run_to_end(
      {"/usr/bin/sqlite3", directory / "a.db", ".read " + (directory / "insert.sql").string()},
      cgroup_fd);
}

Result<void> run_sqlite_rollback(int cgroup_fd) {
  return run_sqlite("delete", cgroup_fd);
}

Result<void> run_sqlite_wal(int cgroup_fd) {
  return run_sqlite("wal", cgroup_fd);
}

/// SETs one after the other over a unix socket, each synced to the append-only file.
Result<void> run_redis(int cgroup_fd) {
  const auto directory = fresh_directory("bench-redis");
  const std::string socket = directory / "socket";
  auto server = start({"/usr/bin/redis-server", "--port", "0", "--unixsocket", socket, "--save", "",
                       "--appendonly", "yes", "--appendfsync", "always", "--dir", directory},
                      cgroup_fd);
  if (!server) return std::unexpected(server.error());
  for (int tries = 0; !std::filesystem::exists(socket); tries++) {
    if (tries == patience || server->exit_status()) return fail("redis-server does not start");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return run_to_end({"/usr/bin/redis-benchmark", "-s", socket, "-t", "set", "-c", "1", "-n",
                     std::to_string(requests), "-q"},
                    -1);
}

}  // namespace

const std::vector<Program>& all_programs() {
  static const std::vector<Program> all = {
      {"SQLite, rollback journal, of bare speed", run_sqlite_rollback},
      {"SQLite, WAL, of bare speed", run_sqlite_wal},
      {"Redis, appendfsync always, of bare speed", run_redis},
  };
  return all;
}

}  // namespace mishap::bench
