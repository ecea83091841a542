// Reading tracefs' enabled_functions.
#include "user/engine/bpf/trampolines.h"

#include <fstream>
#include <string_view>

namespace mishap::engine {

// A function's line is followed by indented ones:
// "\tdirect-->bpf_trampoline_6442536465+0x0/0x1000".
std::optional<std::string> direct_trampoline_in(std::istream& listing,
                                                const std::string& function) {
  constexpr std::string_view mark = "direct-->";
  bool ours = false;
  std::string line;
  while (std::getline(listing, line)) {
    if (!line.starts_with("\t")) ours = line.starts_with(function + " ");
    const auto direct = line.find(mark);
    if (!ours || direct == std::string::npos) continue;
    const auto name = direct + mark.size();
    return line.substr(name, line.find_first_of("+ ", name) - name);
  }
  return std::nullopt;
}

std::optional<std::string> direct_trampoline_on(const std::string& function) {
  for (const char* tracefs : {"/sys/kernel/tracing", "/sys/kernel/debug/tracing"})
    if (std::ifstream listing(std::string(tracefs) + "/enabled_functions"); listing)
      return direct_trampoline_in(listing, function);
  return std::nullopt;
}

}  // namespace mishap::engine
