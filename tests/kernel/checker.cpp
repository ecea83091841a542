// A program for arming.cpp: argv[2] threads call getppid until told to end, and compare what each
// call gets with what the phase (argv[1] is the file) says.
#include <cerrno>
#include <string>
#include <thread>
#include <vector>

#include <sys/syscall.h>
#include <unistd.h>

#include "tests/kernel/phase.h"

namespace {

void call_until_end(mishap::Phases& phases) {
  while (!phases.end) {
    const uint64_t before = phases.now;
    const uint64_t got = syscall(SYS_getppid) < 0 ? static_cast<uint64_t>(errno) : 0;
    const uint64_t wanted = before & 0xffff;
    if (phases.now != before || wanted == mishap::Phases::changing) continue;
    ++(got == wanted ? phases.as_told
       : !got        ? phases.passed
       : !wanted     ? phases.faulted
                     : phases.by_other_rules);
  }
}

}  // namespace

int main(int, char** argv) {
  mishap::Phases* phases = mishap::map_phases(argv[1]);
  if (!phases) return 1;
  std::vector<std::jthread> threads;
  for (int i = std::stoi(argv[2]); i > 0; i--)
    threads.emplace_back([phases] { call_until_end(*phases); });
}
