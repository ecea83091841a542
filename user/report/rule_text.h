// Rules told in one line.
#pragma once

#include <string>

#include "user/plan/plan.h"

namespace mishap::report {

/// "deny(EIO)", "deny(EIO, at=exit, nth=3, per=fd)", "skip(probability=0.2)".
std::string action_text(const plan::Rule& rule);
/// "wal_write=deny(EIO)".
std::string keyword_text(const plan::Rule& rule);
/// `wal_write=deny(EIO) → filter:[write,writev] path="/tmp/*.wal" size=">4K" label="x"`.
std::string rule_text(const plan::Rule& rule);

}  // namespace mishap::report
