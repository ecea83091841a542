// Starlark errors as texts of this program.
#include "user/spec/rendering.h"

namespace mishap::spec {

std::string rendered(const starlark::Error& error) {
  starlark::Error alone = error;
  alone.others.clear();
  std::string text = alone.to_string();
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

std::vector<std::string> rendered_all(const starlark::Error& error) {
  std::vector<std::string> texts = {rendered(error)};
  for (const starlark::Error& other : error.others) texts.push_back(rendered(other));
  return texts;
}

}  // namespace mishap::spec
