#include "tests/bench/comparison.h"

#include <algorithm>
#include <map>
#include <string>

#include "tests/bench/situations.h"

namespace mishap::bench {

void compare_with_others(Results& results) {
  std::map<std::string, double> in_scope;  // by mechanism, the dearer of the two
  std::map<std::string, double> others;
  for (const Cost& each : results.costs) {
    if (each.mechanism.empty()) others[each.name] = each.over_bare;
    if (each.name != row::no_rule && each.name != row::descriptor) continue;
    double& cost = in_scope[each.mechanism];
    cost = std::max(cost, each.over_bare);
  }
  const std::pair<std::string, double> targets[] = {{row::notify, 20}, {row::strace, 75}};
  for (const auto& [mechanism, cost] : in_scope)
    for (const auto& [name, at_least] : targets)
      if (others.contains(name))
        results.ratios.push_back(
            {mechanism, "in scope, cheaper than " + name, others[name] / cost, at_least});
}

}  // namespace mishap::bench
