// What is printed of one test when it has ended.
#pragma once

#include <string>

#include "user/report/results.h"
#include "user/report/style.h"

namespace mishap::report {

/// Whether the test gets a block: a cell of a matrix that passed is told by the table alone.
bool has_block(const TestResult& test, const Style& style);

/// The block, from the empty line before `--- PASS: ...` to its last newline.
std::string test_block(const RunResult& run, const TestResult& test, const Style& style);

}  // namespace mishap::report
