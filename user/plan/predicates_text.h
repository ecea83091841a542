// Predicates told in words.
#pragma once

#include <string>

#include "user/plan/predicates.h"

namespace mishap::plan {

/// As op() has them, apart by blanks: `path="/tmp/*.wal" peer="10.0.0.0/8" fd="socket" size=">4K"`;
/// several patterns as `path=["/a","/b"]`. Empty when there are none.
std::string predicates_text(const Predicates& where);

}  // namespace mishap::plan
