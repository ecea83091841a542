// The table of a fault_matrix(). Width rule: first column max(8, longest scenario) + 2, all others
// one width, max(14, longest fault + 2), trailing blanks kept.
#include "user/report/matrix_table.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

namespace mishap::report {
namespace {

/// Columns that a text takes on a terminal; the texts here have no wide characters, but have '—'.
size_t width_of(const std::string& text) {
  return static_cast<size_t>(
      std::ranges::count_if(text, [](char byte) { return (byte & 0xc0) != 0x80; }));
}

std::string padded(const std::string& text, size_t width) {
  const size_t used = width_of(text);
  return used < width ? text + std::string(width - used, ' ') : text;
}

std::string repeated(const std::string& text, size_t count) {
  std::string result;
  while (count-- > 0) result += text;
  return result;
}

class Table {
 public:
  Table(const RunResult& run, size_t matrix) : matrix_(run.matrices[matrix]) {
    for (const TestResult& test : run.tests) {
      if (test.test.matrix != static_cast<int>(matrix) || test.test.assumptions.empty()) continue;
      cells_.push_back(&test);
      note(rows_, test.test.scenario);
      note(columns_, test.test.assumptions.front());
    }
    for (const std::string& name : matrix_.scenarios) note(rows_, name);
    for (const std::string& name : matrix_.faults) note(columns_, name);
    for (const std::string& name : rows_) first_ = std::max(first_, width_of(name));
    for (const std::string& name : columns_) width_ = std::max(width_, width_of(name) + 2);
    first_ += 2;
  }

  bool empty() const { return cells_.empty(); }
  std::string text(const Style& style) const { return head() + body(style) + result(style); }

 private:
  static void note(std::vector<std::string>& names, const std::string& name) {
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }

  std::string head() const {
    const size_t cells = rows_.size() * columns_.size() - matrix_.excluded.size();
    std::string text = fmt::format("\nFault Matrix: {} scenarios × {} faults = {} cells",
                                   rows_.size(), columns_.size(), cells);
    if (!matrix_.excluded.empty()) text += fmt::format(" ({} excluded)", matrix_.excluded.size());
    text += "\n" + std::string(first_, ' ');
    for (const std::string& name : columns_) text += "│ " + padded(name, width_);
    text += "\n" + repeated("─", first_);
    for (size_t i = 0; i < columns_.size(); ++i) text += "┼" + repeated("─", width_ + 1);
    return text + "\n";
  }

  std::string body(const Style& style) const {
    std::string text;
    for (const std::string& row : rows_) {
      text += padded(row, first_);
      for (const std::string& column : columns_) text += "│ " + cell(row, column, style);
      text += "\n";
    }
    return text;
  }

  std::string cell(const std::string& row, const std::string& column, const Style& style) const {
    for (const TestResult* test : cells_) {
      if (test->test.scenario != row || test->test.assumptions.front() != column) continue;
      const std::string word(outcome_word(test->outcome));
      const std::string text =
          test->passed() ? fmt::format("{} ({:.0f}ms)", word, test->duration_ms) : word;
      return style.verdict(padded(text, width_), test->outcome);
    }
    const bool excluded =
        std::ranges::find(matrix_.excluded, std::pair(row, column)) != matrix_.excluded.end();
    return padded(excluded ? "— (excluded)" : "not run", width_);
  }

  std::string result(const Style& style) const {
    size_t passed = 0;
    std::string failures;
    for (const TestResult* test : cells_) {
      if (test->passed())
        ++passed;
      else
        failures += fmt::format("  {} × {}: {}\n", test->test.scenario,
                                test->test.assumptions.front(), test->reason);
    }
    std::string text = fmt::format("\nResult: {}/{} passed", passed, cells_.size());
    if (passed < cells_.size())
      text += style.bad(fmt::format(", {} failed", cells_.size() - passed));
    text += "\n";
    return failures.empty() ? text : text + "Failures:\n" + failures;
  }

  const plan::Matrix& matrix_;
  std::vector<const TestResult*> cells_;
  std::vector<std::string> rows_, columns_;
  size_t first_ = 8;
  size_t width_ = 14;
};

}  // namespace

std::string matrix_table(const RunResult& run, size_t matrix, const Style& style) {
  const Table table(run, matrix);
  return table.empty() ? std::string() : table.text(style);
}

}  // namespace mishap::report
