// The texts of a spec's files, kept for the excerpts of errors that arise after loading.
#include "user/spec/sources.h"

#include "starlark/error.h"
#include "user/spec/rendering.h"

namespace mishap::spec {

starlark::Files Sources::files() {
  starlark::Files files = starlark::Files::from_disk();
  files.read = [this, read = files.read](const starlark::FileName& file) {
    auto text = read(file);
    if (text) texts_[file.display] = *text;
    return text;
  };
  return files;
}

std::string Sources::line(const Place& place) const {
  const auto text = texts_.find(place.file);
  if (text == texts_.end()) return {};
  size_t begin = 0;
  for (int line = 1; line < place.line; ++line) {
    begin = text->second.find('\n', begin);
    if (begin == std::string::npos) return {};
    ++begin;
  }
  return text->second.substr(begin, text->second.find('\n', begin) - begin);
}

std::string Sources::render(const Place& place, const std::string& message,
                            const std::string& hint) const {
  starlark::Error error;
  error.message = message;
  error.hint = hint;
  error.place = {place.file, static_cast<uint32_t>(place.line),
                 static_cast<uint32_t>(place.column)};
  error.source_line = line(place);
  error.underline = 1;
  return rendered(error);
}

}  // namespace mishap::spec
