// Tells a run while it goes on.
#include "user/cli/reporter.h"

#include <fmt/format.h>

#include "user/report/summary.h"
#include "user/report/test_block.h"

namespace mishap::cli {

void Reporter::write(const std::string& text) {
  console_.clear();
  if (text_ && written_) written_ = write_stdout(text);
}

void Reporter::write_engine(const report::RunResult& run) {
  const std::string line = report::engine_line(run.engine);
  if (line != engine_) write(line);
  engine_ = line;
}

void Reporter::test_started(size_t index, size_t count, const std::string& name) {
  console_.progress(fmt::format("[{}/{}] {}", index, count, name));
}

void Reporter::test_finished(const report::RunResult& run) {
  const report::TestResult& test = run.tests.back();
  if (!report::has_block(test, style_)) return;
  write_engine(run);
  write(report::test_block(run, test, style_));
}

void Reporter::printed(const std::string& text) {
  console_.line(text);
}

void Reporter::finished(const report::RunResult& run) {
  write_engine(run);
  write(report::summary(run, style_));
}

}  // namespace mishap::cli
