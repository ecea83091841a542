// Lines of the trace as text.
#include <fmt/format.h>

#include "user/live/call_text.h"
#include "user/live/lines.h"
#include "user/trace/syscall_event.h"

namespace mishap::live {
namespace {

/// A path could break the line, or the terminal.
std::string shown_path(const std::string& path) {
  const std::string safe = quoted(path);
  return safe.size() == path.size() + 2 ? path : safe;
}

/// `  persist  deny(EIO)  [disk]`; what only watches decides nothing.
std::string met(const engine::RawEvent& event, const LiveRule& rule) {
  const trace::Event told = trace::syscall_event(event, rule.rule, 0);
  std::string text;
  if (!rule.rule.op.empty()) text += "  " + rule.rule.op;
  if (!rule.watches) text += "  " + trace::decision_text(told);
  if (!told.label.empty()) text += fmt::format("  [{}]", told.label);
  return text;
}

}  // namespace

std::string event_line(uint64_t number, const engine::RawEvent& event, const LiveRule& rule,
                       int index) {
  const trace::Event told = trace::syscall_event(event, rule.rule, index);
  std::string line =
      fmt::format("#{}  {:<12} {:<17} {}", number, fmt::format("pid {}", event.pid),
                  trace::call_text(told), rule.watches ? "" : trace::decision_text(told));
  if (!told.label.empty()) line += fmt::format("  [{}]", told.label);
  if (!event.path.empty()) line += "  " + shown_path(event.path);
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

std::string call_line(const engine::RawCall& call, std::span<const engine::RawEvent> events,
                      const Armed& armed, std::span<const std::string> operations) {
  std::string line = call_text(call);
  for (const engine::RawEvent& event : events)
    if (const int rule = armed.rule_of(event.counter); rule >= 0)
      line += met(event, armed.rules()[static_cast<size_t>(rule)]);
  for (const std::string& name : operations) line += "  " + name;
  return line + "\n";
}

}  // namespace mishap::live
