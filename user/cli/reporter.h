// Tells a run while it goes on: blocks of tests on stdout (text format), progress and prints on
// stderr.
#pragma once

#include "user/cli/console.h"
#include "user/report/style.h"
#include "user/run/observer.h"

namespace mishap::cli {

class Reporter : public run::Observer {
 public:
  /// With `text` the report is written to stdout as it comes; without, stdout is left alone.
  Reporter(Console& console, const report::Style& style, bool text)
      : console_(console), style_(style), text_(text) {}

  void test_started(size_t index, size_t count, const std::string& name) override;
  void test_finished(const report::RunResult& run) override;
  void printed(const std::string& text) override;
  /// The end of the report.
  void finished(const report::RunResult& run);
  /// Whether everything could be written to stdout.
  bool written() const { return written_; }

 private:
  void write(const std::string& text);
  /// The line on the engine, once it is known and again when it has changed.
  void write_engine(const report::RunResult& run);

  Console& console_;
  report::Style style_;
  bool text_;
  bool written_ = true;
  std::string engine_;  ///< The last line on the engine that was written.
};

}  // namespace mishap::cli
