// nth=, after=, every=, times=, when= and per=: on which of the calls that reach a rule it fires.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/predicates.h"

namespace mishap::plan {

/// The terms whose value is a count: "nth", "after", "every", "times". "when" and "per" take a
/// text.
std::span<const std::string_view> trigger_counts();
/// What per= can be: "process", "thread", "fd", "path".
std::span<const std::string_view> per_names();

/// Puts a trigger together from its terms, of which at most one of nth, after, every and when can
/// be given; times goes with any but nth, and per with any.
class TriggerTerms {
 public:
  /// One of trigger_counts() with its count. Errors: a count below 1, the same term again, one
  /// that excludes it.
  Result<void> add(std::string_view name, int64_t count);
  /// when="first..last+step", as parse_when() reads it.
  Result<void> add_when(std::string_view text);
  /// per=, one of per_names().
  Result<void> add_per(std::string_view text);
  /// What they come to. Errors: per= without a term that counts.
  Result<Trigger> finish() const;

 private:
  Result<void> claim(std::string_view name);
  Trigger trigger_;
  std::vector<std::string> given_;
};

/// Reads strace's when=: "3" (the third call alone), "3.." (from the third on), "3..7", "3+2"
/// (every second from the third on), "3..9+2". Calls are counted from 1. Errors: another form, a
/// range or step of nothing, a number that 64 bits don't hold.
Result<Trigger> parse_when(std::string_view text);

/// "nth=3", "after=2, times=5, per=fd", `when="3..9+2"`: the shortest words for it; empty when it
/// fires always.
std::string trigger_text(const Trigger& trigger);
/// "process", "thread", "fd", "path"; empty for Per::rule.
std::string_view per_name(Per per);

}  // namespace mishap::plan
