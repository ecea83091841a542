// stderr for people: errors, and one live line of progress when it is a terminal.
#pragma once

#include <string>

#include "user/plan/error.h"

namespace mishap::cli {

class Console {
 public:
  /// Looks at the environment and at the streams: colour on a terminal unless NO_COLOR is set,
  /// progress on a terminal only.
  Console();
  ~Console() { clear(); }

  bool color_on_stdout() const { return color_stdout_; }
  /// Replaces the live line; nothing happens when stderr is no terminal.
  void progress(const std::string& text);
  /// Takes the live line away. To be called before anything else is written, to stdout too.
  void clear();
  /// Writes a line to stderr.
  void line(const std::string& text);
  /// `FILE:LINE:COL: error: [CODE] MESSAGE`, or `mishap: error: ...` for an error without a place,
  /// then its hint.
  void error(const Error& error);

 private:
  bool terminal_ = false;
  bool color_ = false;
  bool color_stdout_ = false;
  bool live_ = false;  ///< A live line is on the screen.
};

/// Writes text to stdout and flushes it; false when that failed (a closed pipe, a full disk).
bool write_stdout(const std::string& text);

}  // namespace mishap::cli
