// The process that makes the calls and times them.
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/notify.h"
#include "tests/bench/workload.h"

namespace mishap::bench {
namespace {

constexpr const char* directory = "/tmp/data/pg/wal";

/// Ends newfstatat when it has read the path, before a lookup whose length depends on what else is
/// in the kernel's hash table.
constexpr long no_such_flag = 0x40000000;

using Arguments = std::array<long, 4>;

std::string file_name(int number, const std::string& suffix) {
  std::string digits = std::to_string(number);
  return std::string(directory) + "/" + std::string(10 - digits.size(), '0') + digits + suffix;
}

/// A descriptor of the file, which is made if need be.
long open_file(const std::string& path) {
  return open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
}

/// What the arguments of a call point at, and they.
struct Prepared {
  std::string path;
  struct stat answer = {};
  Arguments arguments = {};
};

void prepare(const Workload& workload, Prepared& call) {
  if (workload.call == "fsync")
    call.arguments = {open_file(call.path)};
  else if (workload.call == "newfstatat")
    call.arguments = {AT_FDCWD, reinterpret_cast<long>(call.path.c_str()),
                      reinterpret_cast<long>(&call.answer), no_such_flag};
  else
    call.arguments = {022};
}

/// The arguments of each call of a round, from the calls on one or all of `files`.
std::vector<Arguments> arguments_of(const Workload& workload, std::vector<Prepared>& files) {
  std::vector<Arguments> list;
  for (int i = 0; i < calls_a_round; i++) {
    Prepared& call = files[workload.fresh ? i : 0];
    if (call.path.empty()) {
      call.path = file_name(i + 1, workload.suffix);
      prepare(workload, call);
    }
    list.push_back(call.arguments);
  }
  return list;
}

long number_of(const std::string& call) {
  if (call == "fsync") return SYS_fsync;
  if (call == "newfstatat") return SYS_newfstatat;
  return call == "umask" ? SYS_umask : SYS_getppid;
}

int64_t now() {
  timespec time = {};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

int64_t time_round(long number, const std::vector<Arguments>& list) {
  const int64_t began = now();
  for (const Arguments& each : list) syscall(number, each[0], each[1], each[2], each[3]);
  return now() - began;
}

/// A rename of anything makes cached verdicts stale.
void move_something() {
  static const std::string from = std::string(directory) + "/moved", to = from + "-again";
  close(static_cast<int>(open_file(from)));
  if (rename(from.c_str(), to.c_str())) std::perror("rename");
}

/// Nobody runs between two calls: neither the reader of events nor whoever started us.
bool take_the_cpu() {
  const sched_param priority = {.sched_priority = 1};
  return sched_setscheduler(0, SCHED_FIFO, &priority) == 0;
}

}  // namespace

int run_caller(const std::vector<std::string>& words) {
  if (words.size() != 4) return 2;
  const Workload workload = {.call = words[0],
                             .suffix = words[1],
                             .fresh = words[2] == "fresh",
                             .supervisor = words[3] == "notify"   ? Supervisor::notify
                                           : words[3] == "strace" ? Supervisor::strace
                                                                  : Supervisor::none};
  std::filesystem::create_directories(directory);
  std::vector<Prepared> files(calls_a_round);
  const std::vector<Arguments> list = arguments_of(workload, files);
  const long number = number_of(workload.call);
  if (workload.supervisor == Supervisor::none && !take_the_cpu()) return 3;
  NotifyLoop loop;
  if (workload.supervisor == Supervisor::notify && !loop.supervise(static_cast<int>(number)))
    return 4;
  int64_t fastest = INT64_MAX;
  for (int round = 0; round < rounds; round++) {
    if (workload.fresh) move_something();
    fastest = std::min(fastest, time_round(number, list));
  }
  std::printf("%.3f\n", static_cast<double>(fastest) / calls_a_round);
  return 0;
}

}  // namespace mishap::bench
