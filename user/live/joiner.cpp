// Matches by thread and time.
#include "user/live/joiner.h"

#include <iterator>
#include <limits>
#include <utility>

namespace mishap::live {
namespace {

/// Moves the events before this moment out, each as a call of which nothing else is known.
void take_alone(std::deque<engine::RawEvent>& waiting, int64_t before, std::vector<SeenCall>& out) {
  while (!waiting.empty() && waiting.front().time_ns < before) {
    out.push_back({std::nullopt, {}});
    out.back().events.push_back(std::move(waiting.front()));
    waiting.pop_front();
  }
}

/// When the call was over. One that did not return lasted as long as its thread.
int64_t end_of(const engine::RawCall& call) {
  return call.returned ? call.time_ns + call.duration_ns : std::numeric_limits<int64_t>::max();
}

}  // namespace

std::vector<SeenCall> Joiner::join(std::vector<engine::RawCall> calls,
                                   std::vector<engine::RawEvent> events) {
  for (engine::RawEvent& event : events) waiting_[event.tid].push_back(std::move(event));
  std::vector<SeenCall> out;
  for (engine::RawCall& call : calls) {
    SeenCall seen;
    if (const auto found = waiting_.find(call.tid); found != waiting_.end()) {
      std::deque<engine::RawEvent>& waiting = found->second;
      take_alone(waiting, call.time_ns, out);
      while (!waiting.empty() && waiting.front().time_ns <= end_of(call)) {
        seen.events.push_back(std::move(waiting.front()));
        waiting.pop_front();
      }
      if (waiting.empty()) waiting_.erase(found);
    }
    seen.call = std::move(call);
    out.push_back(std::move(seen));
  }
  return out;
}

std::vector<SeenCall> Joiner::rest() {
  std::vector<SeenCall> out;
  for (auto& [tid, waiting] : std::exchange(waiting_, {}))
    take_alone(waiting, std::numeric_limits<int64_t>::max(), out);
  return out;
}

}  // namespace mishap::live
