// The ring buffer's reader.
#include "user/engine/bpf/ring_reader.h"

#include <cerrno>
#include <cstring>

#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <unistd.h>

namespace mishap::engine {
namespace {

constexpr uint64_t batch_limit = 4096;  ///< Records that one call of libbpf may deliver.

}  // namespace

std::string decode_path(const mishap_event& event, const char* path) {
  std::string text;
  for (const char* name = path; name < path + event.path_bytes; name += std::strlen(name) + 1)
    text = "/" + std::string(name) + text;
  if (event.has_path && text.empty()) text = "/";
  if (event.path_truncated) text = "..." + text;
  return text;
}

int RingReader::on_record(void* self, void* record, size_t bytes) {
  auto& reader = *static_cast<RingReader*>(self);
  const auto* event = static_cast<const mishap_event*>(record);
  if (bytes >= sizeof *event)
    reader.on_record_(*event, static_cast<const char*>(record) + sizeof *event);
  // libbpf reads on while there is anything new; a program that retries at once would keep it here.
  return ++reader.batch_ % batch_limit == 0 ? -1 : 0;
}

// The kernel lets user space map the consumer's page and, behind it, the producer's
// (kernel/bpf/ringbuf.c). libbpf has no call for the positions before 1.3.
Result<void> RingReader::map_positions(int map_fd) {
  const long page = sysconf(_SC_PAGESIZE);
  void* consumer = mmap(nullptr, page, PROT_READ, MAP_SHARED, map_fd, 0);
  void* producer = mmap(nullptr, page, PROT_READ, MAP_SHARED, map_fd, page);
  if (consumer == MAP_FAILED || producer == MAP_FAILED)
    return fail_errno("cannot map the event ring", errno);
  consumer_ = static_cast<volatile uint64_t*>(consumer);
  producer_ = static_cast<const volatile uint64_t*>(producer);
  return {};
}

Result<std::unique_ptr<RingReader>> RingReader::open(int map_fd, OnRecord on_record) {
  std::unique_ptr<RingReader> reader(new RingReader);
  reader->on_record_ = std::move(on_record);
  reader->ring_ = ring_buffer__new(map_fd, RingReader::on_record, reader.get(), nullptr);
  if (!reader->ring_) return fail_errno("cannot read the event ring", errno);
  if (auto mapped = reader->map_positions(map_fd); !mapped) return std::unexpected(mapped.error());
  reader->follower_ =
      std::jthread([reader = reader.get()](std::stop_token stop) { reader->follow(stop); });
  return reader;
}

RingReader::~RingReader() {
  follower_.request_stop();
  if (follower_.joinable()) follower_.join();
  const long page = sysconf(_SC_PAGESIZE);
  if (consumer_) munmap(const_cast<uint64_t*>(consumer_), page);
  if (producer_) munmap(const_cast<uint64_t*>(producer_), page);
  ring_buffer__free(ring_);
}

void RingReader::follow(std::stop_token stop) {
  pollfd ready = {ring_buffer__epoll_fd(ring_), POLLIN, 0};
  while (!stop.stop_requested()) {
    if (poll(&ready, 1, 50) <= 0) continue;
    std::lock_guard lock(mutex_);
    ring_buffer__consume(ring_);
  }
}

// A record that another CPU is still writing ends a round early: it is a matter of microseconds.
void RingReader::catch_up(std::unique_lock<std::mutex>&) {
  const uint64_t position = __atomic_load_n(producer_, __ATOMIC_ACQUIRE);
  ring_buffer__consume(ring_);
  while (*consumer_ < position) {
    sched_yield();
    ring_buffer__consume(ring_);
  }
}

}  // namespace mishap::engine
