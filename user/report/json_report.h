// The results as JSON, schema "mishap-results/1": docs/results.md describes every field.
#pragma once

#include <string>

#include "user/report/results.h"

namespace mishap::report {

/// The whole document, indented by two, with a newline at its end. Bytes that are not UTF-8 (in
/// paths, in services' output) become U+FFFD.
std::string json_report(const RunResult& run);

}  // namespace mishap::report
