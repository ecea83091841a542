// What the calls of each service that met a rule add up to.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "user/report/results.h"

namespace mishap::report {

struct SyscallSum {
  uint64_t total = 0;    ///< Calls that met a rule, once for each rule that they met.
  uint64_t faulted = 0;  ///< Of these, those that did not simply pass.
  uint64_t untold = 0;   ///< Of the total, how many have no event; which syscalls is not known.
  std::map<std::string, uint64_t> calls;  ///< Those with an event, by syscall.
};

/// By service. Where every call has its event these count events; where calls were held back
/// without one, or events were lost, the totals are those of the rules' counters.
std::map<std::string, SyscallSum> syscall_sums(const TestResult& test);

}  // namespace mishap::report
