// Merging and numbering of events.
#include "user/trace/trace.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <utility>

namespace mishap::trace {

void Trace::add(Event event) {
  waiting_.push_back(std::move(event));
}

void Trace::barrier() {
  std::ranges::stable_sort(waiting_, {}, &Event::time_ns);
  uint64_t next = events_.size() + 1;
  for (Event& event : waiting_) event.seq = next++;
  std::ranges::move(waiting_, std::back_inserter(events_));
  waiting_.clear();
}

std::vector<Event> Trace::take() {
  waiting_.clear();
  return std::exchange(events_, {});
}

int64_t monotonic_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * INT64_C(1'000'000'000) + now.tv_nsec;
}

}  // namespace mishap::trace
