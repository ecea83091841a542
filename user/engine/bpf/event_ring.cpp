// The events of rules.
#include "user/engine/bpf/event_ring.h"

#include <algorithm>

#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

constexpr size_t max_pending = 200'000;  ///< Events kept between two drains; some 60 MB.

}  // namespace

RawEvent decode_event(const mishap_event& event, const char* path) {
  RawEvent raw;
  raw.time_ns = static_cast<int64_t>(event.time_ns);
  raw.scope = event.scope;
  raw.counter = event.counter;
  raw.syscall = event.syscall;
  raw.fired = event.decision == MISHAP_FIRED;
  raw.compat = event.abi != MISHAP_NATIVE;
  raw.value = event.value;
  raw.pid = event.pid;
  raw.tid = event.tid;
  std::copy(std::begin(event.args), std::end(event.args), std::begin(raw.args));
  raw.path = decode_path(event, path);
  return raw;
}

void EventRing::take(const mishap_event& event, const char* path) {
  if (events_.size() >= max_pending)
    dropped_++;
  else
    events_.push_back(decode_event(event, path));
}

Result<std::unique_ptr<EventRing>> EventRing::open(const Object& object) {
  std::unique_ptr<EventRing> events(new EventRing);
  auto reader =
      RingReader::open(bpf_map__fd(object.skeleton().maps.event_ring),
                       [ring = events.get()](const mishap_event& event, const char* path) {
                         ring->take(event, path);
                       });
  if (!reader) return std::unexpected(reader.error());
  events->reader_ = std::move(*reader);
  return events;
}

uint64_t EventRing::dropped() const {
  const auto lock = reader_->lock();
  return dropped_;
}

std::vector<RawEvent> EventRing::drain() {
  auto lock = reader_->lock();
  reader_->catch_up(lock);
  std::vector<RawEvent> drained = std::exchange(events_, {});
  std::stable_sort(drained.begin(), drained.end(),
                   [](const RawEvent& a, const RawEvent& b) { return a.time_ns < b.time_ns; });
  return drained;
}

}  // namespace mishap::engine
