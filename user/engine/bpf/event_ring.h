// Draining the ring buffer: continuously in the background, and up to a moment at a barrier.
#pragma once

#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <bpf/libbpf.h>

#include "user/engine/bpf/object.h"
#include "user/engine/engine.h"
#include "user/system/file_descriptor.h"

namespace mishap::engine {

class EventRing {
 public:
  static Result<std::unique_ptr<EventRing>> open(const Object& object);
  ~EventRing();

  /// All events that were in the ring when it was called, and all before, in time order.
  std::vector<RawEvent> drain();
  /// Events thrown away since more came between two drains than are kept.
  uint64_t dropped() const;

 private:
  EventRing() = default;
  Result<void> map_positions(int ring_fd);
  void consume_up_to(uint64_t position);
  void follow(std::stop_token stop);
  static int on_record(void* self, void* record, size_t bytes);

  mutable std::mutex mutex_;  ///< Of the consumer and of `events_`.
  ring_buffer* ring_ = nullptr;
  volatile uint64_t* consumer_ = nullptr;  ///< How far the consumer is, in bytes since the start.
  const volatile uint64_t* producer_ = nullptr;  ///< How far the kernel is.
  std::vector<RawEvent> events_;
  uint64_t dropped_ = 0;
  uint64_t batch_ = 0;  ///< Records delivered since the start.
  std::jthread follower_;  ///< Keeps the ring from filling up between barriers.
};

/// Turns an event as it lies in the ring into a RawEvent; its path's components come leaf first.
RawEvent decode_event(const mishap_event& event, const char* path);

}  // namespace mishap::engine
