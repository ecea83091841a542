// The table of a fault_matrix(): scenarios down, faults across.
#pragma once

#include <string>

#include "user/report/results.h"
#include "user/report/style.h"

namespace mishap::report {

/// The table of the matrix with this index, its result line and its failures; begins with an empty
/// line. Empty when no cell of it ran. Rows and columns come in the order in which they first
/// appear among the tests.
std::string matrix_table(const RunResult& run, size_t matrix, const Style& style);

}  // namespace mishap::report
