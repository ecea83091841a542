// Reading a spec, with its errors on stderr.
#include "user/cli/load_spec.h"

#include <utility>

namespace mishap::cli {

std::unique_ptr<spec::Program> load_spec(const std::string& file, Console& console) {
  auto program = spec::Program::load(file);
  if (program) return std::move(*program);
  for (std::string text : program.error()) {
    while (text.ends_with('\n')) text.pop_back();
    console.line(text);
  }
  return nullptr;
}

}  // namespace mishap::cli
