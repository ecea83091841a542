// The order of draining matters: see Joiner::join.
#include "user/live/feed.h"

#include "user/live/call_text.h"
#include "user/live/lines.h"

namespace mishap::live {

size_t Feed::pump() {
  std::vector<engine::RawCall> calls;
  if (options_.takes_calls) calls = engine_.drain_calls();
  std::vector<engine::RawEvent> events = engine_.drain();
  const size_t taken = calls.size() + events.size();
  if (!options_.takes_calls) {
    for (const engine::RawEvent& event : events) tell_event(event);
    return taken;
  }
  for (const SeenCall& seen : joiner_.join(std::move(calls), std::move(events))) tell(seen);
  return taken;
}

void Feed::finish() {
  pump();
  for (const SeenCall& seen : joiner_.rest()) tell(seen);
}

uint64_t Feed::met(const std::string& operation) const {
  const auto found = met_.find(operation);
  return found == met_.end() ? 0 : found->second;
}

void Feed::tell_event(const engine::RawEvent& event) {
  const int index = armed_.rule_of(event.counter);
  if (index < 0 || options_.trace == Trace::none) return;
  const LiveRule& rule = armed_.rules()[static_cast<size_t>(index)];
  output_.write(options_.json ? event_json(++lines_, event, rule, index)
                              : event_line(++lines_, event, rule, index));
}

void Feed::tell(const SeenCall& seen) {
  if (!seen.call) {
    for (const engine::RawEvent& event : seen.events) tell_event(event);
    return;
  }
  const std::vector<std::string> operations = operations_.met_by(*seen.call);
  for (const std::string& name : operations) met_[name]++;
  const bool is_one_of_them = !operations.empty() || !seen.events.empty();
  if (options_.operations_only && !is_one_of_them) return;
  CallTotals& total = totals_[call_name(*seen.call)];
  total.calls++;
  total.errors += error_of(*seen.call) != 0 ? 1 : 0;
  total.time_ns += seen.call->duration_ns;
  if (options_.trace != Trace::calls && options_.trace != Trace::operations) return;
  output_.write(options_.json ? call_json(*seen.call, seen.events, armed_, operations)
                              : call_line(*seen.call, seen.events, armed_, operations));
}

}  // namespace mishap::live
