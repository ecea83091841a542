// What is measured: one system call, made over and over by a process of its own.
#pragma once

#include <compare>
#include <string>
#include <vector>

#include "user/plan/error.h"

namespace mishap::bench {

/// Whom each call is shown to before it runs.
enum class Supervisor { none, notify, strace };

struct Workload {
  std::string call;             ///< umask, getppid, fsync or newfstatat.
  std::string suffix = ".wal";  ///< The files are /tmp/data/pg/wal/0000000001.wal and so on.
  /// Each call is about another file, and before each round a rename makes all that was learnt of
  /// them stale: every call of the round meets a file for the first time.
  bool fresh = false;
  Supervisor supervisor = Supervisor::none;
  auto operator<=>(const Workload&) const = default;
};

/// How many calls measure() makes.
constexpr int calls_a_round = 500, rounds = 8, calls_made = calls_a_round * rounds;

/// The word that starts this program as the process that makes the calls.
constexpr const char* caller_word = "call";

/// Makes the calls of `words`, which measure() wrote, and prints what the fastest round took. The
/// exit status.
int run_caller(const std::vector<std::string>& words);

/// Nanoseconds of guest time a call, which under --icount are instructions: the fastest of several
/// rounds, in a new process in this cgroup (-1: ours).
Result<double> measure(const Workload& workload, int cgroup_fd = -1);

}  // namespace mishap::bench
