// What the calls of each service that met a rule add up to.
#include "user/report/syscall_sums.h"

#include <algorithm>

namespace mishap::report {

std::map<std::string, SyscallSum> syscall_sums(const TestResult& test) {
  std::map<std::string, SyscallSum> sums;
  for (const trace::Event& event : test.events) {
    if (event.kind != trace::EventKind::syscall) continue;
    SyscallSum& sum = sums[event.service];
    ++sum.total;
    ++sum.calls[event.syscall];
    if (!trace::simply_passed(event)) ++sum.faulted;
  }
  struct Counted {
    uint64_t matched = 0, faulted = 0;
  };
  std::map<std::string, Counted> counted;
  for (const RuleResult& each : test.rules) {
    Counted& count = counted[each.rule.service];
    count.matched += each.matched;
    if (each.is_fault()) count.faulted += each.fired;
  }
  for (const auto& [service, count] : counted) {
    if (count.matched == 0) continue;
    SyscallSum& sum = sums[service];
    if (count.matched <= sum.total) continue;
    sum.untold = count.matched - sum.total;
    sum.total = count.matched;
    sum.faulted = std::max(sum.faulted, count.faulted);
  }
  return sums;
}

}  // namespace mishap::report
