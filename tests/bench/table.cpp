#include "tests/bench/table.h"

#include <cmath>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace mishap::bench {
namespace {

constexpr const char* line = "{:9} {:52} {:>10} {:>10} {:>10}  {}\n";

std::string number(std::optional<double> value) {
  return value ? fmt::format("{:.0f}", std::round(*value) + 0.0) : "";
}

std::string fraction(std::optional<double> value) {
  return value ? fmt::format("{:.3f}", *value) : "";
}

const char* verdict(const Cost& cost) {
  return !cost.target ? "" : cost.ok() ? "ok" : "over";
}

nlohmann::ordered_json json_number(std::optional<double> value) {
  return value ? nlohmann::ordered_json(std::round(*value * 1000) / 1000) : nullptr;
}

}  // namespace

std::string table_of(const Results& results) {
  std::string text = fmt::format("Linux {}; guest instructions a call\n\n", results.kernel);
  text += fmt::format(line, "", "", "over bare", "over empty", "target", "");
  for (const Cost& each : results.costs)
    text += fmt::format(line, each.mechanism, each.name, number(each.over_bare),
                        number(each.over_empty), number(each.target), verdict(each));
  if (!results.ratios.empty())
    text += "\n" + fmt::format(line, "", "", "ratio", "if empty", "at least", "");
  for (const Ratio& each : results.ratios)
    text += fmt::format(line, each.mechanism, each.name, fraction(each.value), fraction(each.floor),
                        fmt::format("{:.2f}", each.target), each.ok() ? "ok" : "under");
  if (!results.loads.empty())
    text += "\n" + fmt::format(line, "", "", "ms", "kernel KiB", "RSS KiB", "");
  for (const Load& each : results.loads)
    text += fmt::format(line, each.mechanism, each.name, fmt::format("{:.1f}", each.milliseconds),
                        each.kernel_bytes / 1024, each.resident_bytes / 1024, "");
  return text + fmt::format("\n{} targets not met; {:.1f} s of the guest's processor\n",
                            results.missed(), results.seconds);
}

std::string json_of(const Results& results) {
  nlohmann::ordered_json all = {{"kernel", results.kernel}};
  all["costs"] = all["ratios"] = all["loads"] = nlohmann::ordered_json::array();
  for (const Cost& each : results.costs)
    all["costs"].push_back({{"mechanism", each.mechanism},
                            {"name", each.name},
                            {"over_bare", json_number(each.over_bare)},
                            {"over_empty", json_number(each.over_empty)},
                            {"target", json_number(each.target)},
                            {"ok", each.ok()}});
  for (const Ratio& each : results.ratios)
    all["ratios"].push_back({{"mechanism", each.mechanism},
                             {"name", each.name},
                             {"ratio", json_number(each.value)},
                             {"if_empty", json_number(each.floor)},
                             {"at_least", each.target},
                             {"ok", each.ok()}});
  for (const Load& each : results.loads)
    all["loads"].push_back({{"mechanism", each.mechanism},
                            {"name", each.name},
                            {"milliseconds", json_number(each.milliseconds)},
                            {"kernel_bytes", each.kernel_bytes},
                            {"resident_bytes", each.resident_bytes}});
  all["guest_seconds"] = json_number(results.seconds);
  all["ok"] = results.missed() == 0;
  return all.dump(2) + "\n";
}

}  // namespace mishap::bench
