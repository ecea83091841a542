#include "tests/bench/cpu_time.h"

#include <sys/resource.h>

namespace mishap::bench {
namespace {

double seconds_of(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

double usage_of(int who) {
  rusage usage = {};
  getrusage(static_cast<__rusage_who_t>(who), &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

}  // namespace

double children_seconds() {
  return usage_of(RUSAGE_CHILDREN);
}

double own_seconds() {
  return usage_of(RUSAGE_SELF);
}

}  // namespace mishap::bench
