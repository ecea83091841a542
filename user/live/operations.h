// Which operations a traced call is one of, for kernels where no rule can be armed to tell.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "user/compile/compile.h"
#include "user/engine/engine.h"
#include "user/plan/plan.h"

namespace mishap::live {

/// Whether calls tell all that the operation asks for: it has no predicate but path=.
bool shows_in_calls(const plan::Op& op);

class Operations {
 public:
  /// Every op must satisfy shows_in_calls(). Errors: those of compiling its path=.
  static Result<Operations> of(const std::vector<plan::Op>& ops);
  /// The names of those that the call is one of, in the order of declaration.
  std::vector<std::string> met_by(const engine::RawCall& call) const;

 private:
  struct Matcher {
    std::string name;
    std::set<uint16_t> syscalls;
    bool has_path = false;
    compile::ScopeImage image;  ///< Of the path predicate alone.
  };
  std::vector<Matcher> matchers_;
};

}  // namespace mishap::live
