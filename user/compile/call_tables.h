// Which rules each syscall has: rows of calls, lists of rules, and which rules ask for which path
// bit.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "bpf/abi.h"
#include "user/compile/image_writer.h"
#include "user/compile/rule_conditions.h"
#include "user/plan/error.h"

namespace mishap::compile {

/// Indexes of rules by syscall number, each list in declaration order.
using Calls = std::map<uint16_t, std::vector<u16>>;

/// Lays the calls and their lists; calls with the same rules, such as the members of a family,
/// share a list.
class CallTables {
 public:
  CallTables(const std::vector<mishap_rule>& rules, const RuleConditions& conditions)
      : rules_(rules), conditions_(conditions) {}

  /// Appends the tables to the image and enters in the header where they are. Errors: more than the
  /// kernel side can number.
  Result<void> lay(const Calls& calls, ImageWriter& image, mishap_image& header);

 private:
  struct Shared {
    u16 list = 0;
    u32 by_path = 0;  ///< Which of the tables of path bits.
  };
  Result<Shared> shared_tables(const std::vector<u16>& list);

  const std::vector<mishap_rule>& rules_;
  const RuleConditions& conditions_;
  std::vector<u16> lists_;
  std::vector<u64> by_path_;
  std::map<std::vector<u16>, Shared> laid_;
};

}  // namespace mishap::compile
