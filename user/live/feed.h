// Takes from the engine what happened, writes it out, and adds it up.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "user/engine/engine.h"
#include "user/live/armed.h"
#include "user/live/joiner.h"
#include "user/live/operations.h"
#include "user/live/output.h"

namespace mishap::live {

/// Which lines the trace has.
enum class Trace : uint8_t {
  none,
  rules,       ///< A line for each rule that a call met.
  calls,       ///< Every call.
  operations,  ///< The calls that are one of the operations.
};

/// What the calls of one name came to, as strace -c has it.
struct CallTotals {
  uint64_t calls = 0;
  uint64_t errors = 0;
  int64_t time_ns = 0;
  bool operator==(const CallTotals&) const = default;
};

struct FeedOptions {
  Trace trace = Trace::none;
  bool takes_calls = false;      ///< The engine traces calls.
  bool operations_only = false;  ///< Calls that are none of the operations are passed over.
  bool json = false;
};

class Feed {
 public:
  /// All that is given must outlive this.
  Feed(engine::Engine& engine, const Armed& armed, const Operations& operations, Output& output,
       FeedOptions options)
      : engine_(engine),
        armed_(armed),
        operations_(operations),
        output_(output),
        options_(options) {}

  /// Takes what is there; returns how much that was.
  size_t pump();
  /// Takes the last of it, and writes what still waited for its call.
  void finish();

  /// Of the calls that the trace has, or would have, by name.
  const std::map<std::string, CallTotals>& totals() const { return totals_; }
  /// How many calls were one of the operation, as far as no armed rule counts that.
  uint64_t met(const std::string& operation) const;

 private:
  void tell(const SeenCall& seen);
  void tell_event(const engine::RawEvent& event);

  engine::Engine& engine_;
  const Armed& armed_;
  const Operations& operations_;
  Output& output_;
  FeedOptions options_;
  Joiner joiner_;
  uint64_t lines_ = 0;
  std::map<std::string, CallTotals> totals_;
  std::map<std::string, uint64_t> met_;
};

}  // namespace mishap::live
