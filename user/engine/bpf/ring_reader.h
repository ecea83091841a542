// Reading one BPF ring buffer: continuously in the background, and up to a moment when asked.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include <bpf/libbpf.h>

#include "bpf/abi.h"
#include "user/plan/error.h"

namespace mishap::engine {

class RingReader {
 public:
  /// Gets each record, in the order of the ring; `path` follows the event (bpf/abi.h). Called with
  /// the lock held, from any thread.
  using OnRecord = std::function<void(const mishap_event& event, const char* path)>;

  static Result<std::unique_ptr<RingReader>> open(int map_fd, OnRecord on_record);
  ~RingReader();

  /// Delivers all that was in the ring when it was called. Whoever reads what the records were made
  /// into holds the lock.
  void catch_up(std::unique_lock<std::mutex>& lock);
  std::unique_lock<std::mutex> lock() const { return std::unique_lock(mutex_); }

 private:
  RingReader() = default;
  Result<void> map_positions(int map_fd);
  void follow(std::stop_token stop);
  static int on_record(void* self, void* record, size_t bytes);

  mutable std::mutex mutex_;
  OnRecord on_record_;
  ring_buffer* ring_ = nullptr;
  volatile uint64_t* consumer_ = nullptr;  ///< How far the consumer is, in bytes since the start.
  const volatile uint64_t* producer_ = nullptr;  ///< How far the kernel is.
  uint64_t batch_ = 0;                           ///< Records delivered since the start.
  std::jthread follower_;                        ///< Keeps the ring from filling up meanwhile.
};

/// The path of an event, whose components come leaf first.
std::string decode_path(const mishap_event& event, const char* path);

}  // namespace mishap::engine
