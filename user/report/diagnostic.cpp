// Diagnostics as lines of the report.
#include "user/report/diagnostic.h"

namespace mishap::report {

std::string diagnostic_text(const Diagnostic& diagnostic, const std::string& test) {
  std::string text = diagnostic.level == Level::error ? "ERROR: [" : "WARNING: [";
  text += diagnostic.code + "] ";
  if (!test.empty()) text += test + ": ";
  text += diagnostic.message + "\n";
  if (!diagnostic.suggestion.empty()) text += "  " + diagnostic.suggestion + "\n";
  return text;
}

}  // namespace mishap::report
