// Starts the process that makes the calls, and reads what it found.
#include <cstdlib>

#include <unistd.h>

#include "tests/bench/run.h"
#include "tests/bench/workload.h"

namespace mishap::bench {
namespace {

std::string own_binary() {
  char path[4096] = {};
  return readlink("/proc/self/exe", path, sizeof path - 1) > 0 ? path : "";
}

const char* word_of(Supervisor supervisor) {
  return supervisor == Supervisor::notify   ? "notify"
         : supervisor == Supervisor::strace ? "strace"
                                            : "none";
}

/// The caller's command line, and before it that of strace: an injection that never happens, on
/// the call alone, found by seccomp, and its output thrown away.
std::vector<std::string> command_of(const Workload& workload) {
  std::vector<std::string> words;
  if (workload.supervisor == Supervisor::strace)
    words = {"/usr/bin/strace",
             "--seccomp-bpf",
             "-f",
             "-o",
             "/dev/null",
             "-e",
             "trace=" + workload.call,
             "-e",
             "inject=" + workload.call + ":error=EIO:when=65535"};
  words.insert(words.end(), {own_binary(), caller_word, workload.call, workload.suffix,
                             workload.fresh ? "fresh" : "same", word_of(workload.supervisor)});
  return words;
}

}  // namespace

Result<double> measure(const Workload& workload, int cgroup_fd) {
  const auto output = output_of(command_of(workload), cgroup_fd);
  if (!output) return std::unexpected(output.error());
  const double cost = std::atof(output->c_str());
  return cost > 0 ? Result<double>(cost) : fail("the calling process said \"" + *output + "\"");
}

}  // namespace mishap::bench
