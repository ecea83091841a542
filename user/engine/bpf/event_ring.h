// The events of rules, kept until a barrier asks for them.
#pragma once

#include <memory>
#include <vector>

#include "user/engine/bpf/object.h"
#include "user/engine/bpf/ring_reader.h"
#include "user/engine/engine.h"

namespace mishap::engine {

class EventRing {
 public:
  static Result<std::unique_ptr<EventRing>> open(const Object& object);

  /// All events that were in the ring when it was called, and all before, in time order.
  std::vector<RawEvent> drain();
  /// Events thrown away since more came between two drains than are kept.
  uint64_t dropped() const;

 private:
  EventRing() = default;
  void take(const mishap_event& event, const char* path);
  std::vector<RawEvent> events_;
  uint64_t dropped_ = 0;
  std::unique_ptr<RingReader> reader_;  ///< Its thread ends before what it fills goes.
};

/// Turns an event as it lies in the ring into a RawEvent.
RawEvent decode_event(const mishap_event& event, const char* path);

}  // namespace mishap::engine
