// Joining the records of traced calls.
#include "user/engine/bpf/call_ring.h"

#include <algorithm>
#include <iterator>

#include <sys/syscall.h>

#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

constexpr size_t max_pending = 500'000;  ///< Calls kept between two drains; some 150 MB.

}  // namespace

void CallRing::enter(const mishap_event& event, const char* path) {
  RawCall call;
  call.time_ns = static_cast<int64_t>(event.time_ns);
  call.scope = event.scope;
  call.syscall = event.syscall;
  call.compat = event.abi != MISHAP_NATIVE;
  call.unknown = event.abi == MISHAP_COMPAT_UNKNOWN;
  call.pid = event.pid;
  call.tid = event.tid;
  std::copy(std::begin(event.args), std::end(event.args), std::begin(call.args));
  call.paths[0] = decode_path(event, path);
  entered_[event.tid] = std::move(call);
}

/// Ends the call that a thread is in; without `returned` it never came back.
void CallRing::finish(int32_t tid, const mishap_event* returned) {
  auto call = entered_.extract(tid);
  if (!call) return;  // Its entry was not traced: the child's end of a fork, or it was dropped.
  if (returned) {
    call.mapped().returned = true;
    call.mapped().result = returned->value;
    call.mapped().duration_ns = static_cast<int64_t>(returned->time_ns) - call.mapped().time_ns;
  }
  if (ended_.size() >= max_pending)
    dropped_++;
  else
    ended_.push_back(std::move(call.mapped()));
}

void CallRing::take(const mishap_event& event, const char* path) {
  switch (event.decision) {
    case MISHAP_ENTERED:
      finish(event.tid, nullptr);
      enter(event, path);
      if (event.abi != MISHAP_COMPAT_UNKNOWN &&
          (event.syscall == SYS_exit || event.syscall == SYS_exit_group))
        finish(event.tid, nullptr);
      break;
    case MISHAP_SECOND_PATH:
      if (const auto call = entered_.find(event.tid); call != entered_.end() && event.has_path)
        call->second.paths[event.path_argument & 1] = decode_path(event, path);
      break;
    case MISHAP_RETURNED:
      finish(event.tid, &event);
      break;
  }
}

Result<std::unique_ptr<CallRing>> CallRing::open(const Object& object) {
  std::unique_ptr<CallRing> calls(new CallRing);
  auto reader = RingReader::open(bpf_map__fd(object.skeleton().maps.call_ring),
                                 [ring = calls.get()](const mishap_event& event, const char* path) {
                                   ring->take(event, path);
                                 });
  if (!reader) return std::unexpected(reader.error());
  calls->reader_ = std::move(*reader);
  return calls;
}

uint64_t CallRing::dropped() const {
  const auto lock = reader_->lock();
  return dropped_;
}

std::vector<RawCall> CallRing::drain() {
  auto lock = reader_->lock();
  reader_->catch_up(lock);
  return std::exchange(ended_, {});
}

}  // namespace mishap::engine
