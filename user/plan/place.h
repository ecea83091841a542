// Where in a spec something was said.
#pragma once

#include <string>

namespace mishap {

/// A position in a spec file. Line and column count from 1; line 0 means "nowhere in a spec".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;

  bool known() const { return line > 0; }
  /// `file:line:col`, or the empty string when unknown.
  std::string to_string() const {
    if (!known()) return {};
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
  }
};

}  // namespace mishap
