// The syscall trace of a test. The bytes are a promise: tests compare them.
#include "user/report/trace_block.h"

#include <algorithm>

#include <fmt/format.h>

#include "user/report/printable.h"

namespace mishap::report {

std::string trace_line(const trace::Event& event) {
  std::string line = fmt::format("    #{}  {:<12} {:<17} {}", event.seq, event.service,
                                 trace::call_text(event), trace::decision_text(event));
  if (!event.label.empty()) line += fmt::format("  [{}]", event.label);
  if (event.path_filtered && !event.path.empty()) line += "  " + printable(event.path);
  if (event.duration_ms > 0) line += fmt::format("  (+{:.0f}ms)", event.duration_ms);
  return line + "\n";
}

std::string trace_block(const std::vector<trace::Event>& events, bool all) {
  const auto is_call = [](const trace::Event& event) {
    return event.kind == trace::EventKind::syscall;
  };
  const auto count = std::ranges::count_if(events, is_call);
  if (count == 0) return {};
  std::string block = fmt::format("  syscall trace ({} events):\n", count);
  for (const trace::Event& event : events)
    if (is_call(event) && (all || trace::is_listed(event))) block += trace_line(event);
  return block;
}

}  // namespace mishap::report
