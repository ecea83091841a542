// The texts of a spec's files, kept for the excerpts of errors that arise after loading.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "starlark/loader.h"
#include "user/plan/place.h"

namespace mishap::spec {

/// Remembers the text of each file that a Loader reads, by the name that errors give it.
class Sources {
 public:
  /// Files of the file system that are remembered here. Sources must outlive them.
  starlark::Files files();
  /// Remembers a text that is in no file.
  void add(const std::string& name, std::string text) { texts_[name] = std::move(text); }
  /// An error at a place, rendered with its source line.
  std::string render(const Place& place, const std::string& message,
                     const std::string& hint = {}) const;

 private:
  std::string line(const Place& place) const;
  std::map<std::string, std::string> texts_;
};

}  // namespace mishap::spec
