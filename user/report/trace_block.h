// The syscall trace of a test, in the format that the guide shows.
#pragma once

#include <string>
#include <vector>

#include "user/trace/event.h"

namespace mishap::report {

/// One line, newline included: `    #48  inventory    persist(write)    deny(EIO)  [persist
/// broken]`, then two blanks and the path when the rule has a path predicate, then `  (+Nms)` when
/// the call was held up.
std::string trace_line(const trace::Event& event);

/// `  syscall trace (N events):` with N counting all syscall events, and a line for each that did
/// not simply pass or that trace() asks for (with `all`: for each). Empty when there are no syscall
/// events.
std::string trace_block(const std::vector<trace::Event>& events, bool all);

}  // namespace mishap::report
