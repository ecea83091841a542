// Colour for terminals; nothing at all elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "user/report/results.h"

namespace mishap::report {

struct Style {
  bool color = false;
  bool verbose =
      false;  ///< Every event in the trace, a block for every matrix cell, return values.

  std::string paint(std::string_view text, std::string_view code) const {
    if (!color) return std::string(text);
    return "\x1b[" + std::string(code) + "m" + std::string(text) + "\x1b[0m";
  }
  std::string good(std::string_view text) const { return paint(text, "32"); }
  std::string bad(std::string_view text) const { return paint(text, "31"); }
  std::string warn(std::string_view text) const { return paint(text, "33"); }
  /// Green when it passed, red otherwise.
  std::string verdict(std::string_view text, Outcome outcome) const {
    return outcome == Outcome::pass ? good(text) : bad(text);
  }
};

/// "PASS", "FAIL", "ERROR".
std::string_view outcome_word(Outcome outcome);

}  // namespace mishap::report
