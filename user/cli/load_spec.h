// Reading a spec, with its errors on stderr.
#pragma once

#include <memory>
#include <string>

#include "user/cli/console.h"
#include "user/spec/program.h"

namespace mishap::cli {

/// The loaded spec, or null after all that is wrong with it was said.
std::unique_ptr<spec::Program> load_spec(const std::string& file, Console& console);

}  // namespace mishap::cli
