// The results for people and for programs.
#pragma once

#include <string>

#include "tests/bench/results.h"

namespace mishap::bench {

std::string table_of(const Results& results);
std::string json_of(const Results& results);

}  // namespace mishap::bench
