// Traced calls: what entered and what returned, joined by thread.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "user/engine/bpf/object.h"
#include "user/engine/bpf/ring_reader.h"
#include "user/engine/engine.h"

namespace mishap::engine {

class CallRing {
 public:
  static Result<std::unique_ptr<CallRing>> open(const Object& object);

  /// All calls that have ended up to now, in the order of their ends.
  std::vector<RawCall> drain();
  /// Records thrown away since more came between two drains than are kept.
  uint64_t dropped() const;

 private:
  CallRing() = default;
  void take(const mishap_event& event, const char* path);
  void enter(const mishap_event& event, const char* path);
  void finish(int32_t tid, const mishap_event* returned);

  std::unordered_map<int32_t, RawCall> entered_;  ///< By thread: the call that it is in.
  std::vector<RawCall> ended_;
  uint64_t dropped_ = 0;
  std::unique_ptr<RingReader> reader_;  ///< Its thread ends before what it fills goes.
};

}  // namespace mishap::engine
