// What one command line asks of one program or target: its rules, and what is to be told of calls.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "user/plan/plan.h"

namespace mishap::live {

/// --op and --fault as typed.
struct Texts {
  std::vector<std::string> ops;
  std::vector<std::string> faults;
  bool allows_io_uring = false;
};

/// A rule that is armed. One that only watches never fires: it is there to see which calls an
/// operation without a fault means.
struct LiveRule {
  plan::Rule rule;
  bool watches = false;
};

struct Request {
  std::vector<plan::Op> ops;
  /// Faults in the order typed; then, when there are any, mishap's own refusal of io_uring_setup.
  std::vector<LiveRule> faults;
  /// The operations that no fault names.
  std::vector<LiveRule> watched;
  std::vector<std::string> notes;  ///< What may surprise, a line each.

  bool empty() const { return ops.empty() && faults.empty(); }
  /// Whether some fault leaves things to chance.
  bool draws() const;
};

/// Reads the texts; `target` is what the rules are told to be of. The error has a rendered text for
/// everything that is wrong.
std::expected<Request, std::vector<std::string>> read_request(const Texts& texts,
                                                              const std::string& target);

}  // namespace mishap::live
