// The ring buffer's reader.
#include "user/engine/bpf/event_ring.h"

#include <algorithm>
#include <cerrno>

#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

constexpr size_t max_pending = 200'000;  ///< Events kept between two drains; some 60 MB.
constexpr uint64_t batch_limit = 4096;   ///< Records that one call of libbpf may deliver.

}  // namespace

RawEvent decode_event(const mishap_event& event, const char* path) {
  RawEvent raw;
  raw.time_ns = static_cast<int64_t>(event.time_ns);
  raw.scope = event.scope;
  raw.counter = event.counter;
  raw.syscall = event.syscall;
  raw.fired = event.decision == MISHAP_FIRED;
  raw.value = event.value;
  raw.pid = event.pid;
  raw.tid = event.tid;
  std::copy(std::begin(event.args), std::end(event.args), std::begin(raw.args));
  for (const char* name = path; name < path + event.path_bytes; name += std::strlen(name) + 1)
    raw.path = "/" + std::string(name) + raw.path;
  if (event.has_path && raw.path.empty()) raw.path = "/";
  if (event.path_truncated) raw.path = "..." + raw.path;
  return raw;
}

int EventRing::on_record(void* self, void* record, size_t bytes) {
  auto& ring = *static_cast<EventRing*>(self);
  const auto* event = static_cast<const mishap_event*>(record);
  if (ring.events_.size() >= max_pending) {
    ring.dropped_++;
  } else if (bytes >= sizeof *event) {
    const char* path = static_cast<const char*>(record) + sizeof *event;
    ring.events_.push_back(decode_event(*event, path));
  }
  // libbpf reads on while there is anything new; a program that retries at once would keep it here.
  return ++ring.batch_ % batch_limit == 0 ? -1 : 0;
}

// The kernel lets user space map the consumer's page and, behind it, the producer's
// (kernel/bpf/ringbuf.c). libbpf has no call for the positions before 1.3.
Result<void> EventRing::map_positions(int ring_fd) {
  const long page = sysconf(_SC_PAGESIZE);
  void* consumer = mmap(nullptr, page, PROT_READ, MAP_SHARED, ring_fd, 0);
  void* producer = mmap(nullptr, page, PROT_READ, MAP_SHARED, ring_fd, page);
  if (consumer == MAP_FAILED || producer == MAP_FAILED)
    return fail_errno("cannot map the event ring", errno);
  consumer_ = static_cast<volatile uint64_t*>(consumer);
  producer_ = static_cast<const volatile uint64_t*>(producer);
  return {};
}

Result<std::unique_ptr<EventRing>> EventRing::open(const Object& object) {
  std::unique_ptr<EventRing> events(new EventRing);
  const int fd = bpf_map__fd(object.skeleton().maps.event_ring);
  events->ring_ = ring_buffer__new(fd, on_record, events.get(), nullptr);
  if (!events->ring_) return fail_errno("cannot read the event ring", errno);
  if (auto mapped = events->map_positions(fd); !mapped) return std::unexpected(mapped.error());
  events->follower_ =
      std::jthread([ring = events.get()](std::stop_token stop) { ring->follow(stop); });
  return events;
}

EventRing::~EventRing() {
  follower_.request_stop();
  if (follower_.joinable()) follower_.join();
  const long page = sysconf(_SC_PAGESIZE);
  if (consumer_) munmap(const_cast<uint64_t*>(consumer_), page);
  if (producer_) munmap(const_cast<uint64_t*>(producer_), page);
  ring_buffer__free(ring_);
}

void EventRing::follow(std::stop_token stop) {
  pollfd ready = {ring_buffer__epoll_fd(ring_), POLLIN, 0};
  while (!stop.stop_requested()) {
    if (poll(&ready, 1, 50) <= 0) continue;
    std::lock_guard lock(mutex_);
    ring_buffer__consume(ring_);
  }
}

// A record that another CPU is still writing ends a round early: it is a matter of microseconds.
void EventRing::consume_up_to(uint64_t position) {
  ring_buffer__consume(ring_);
  while (*consumer_ < position) {
    sched_yield();
    ring_buffer__consume(ring_);
  }
}

uint64_t EventRing::dropped() const {
  std::lock_guard lock(mutex_);
  return dropped_;
}

std::vector<RawEvent> EventRing::drain() {
  std::lock_guard lock(mutex_);
  consume_up_to(__atomic_load_n(producer_, __ATOMIC_ACQUIRE));
  std::vector<RawEvent> drained = std::move(events_);
  events_.clear();
  std::stable_sort(drained.begin(), drained.end(),
                   [](const RawEvent& a, const RawEvent& b) { return a.time_ns < b.time_ns; });
  return drained;
}

}  // namespace mishap::engine
