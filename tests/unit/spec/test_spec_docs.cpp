// docs/spec.md: every example loads, and every builtin has a section.
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"
#include "user/spec/environment.h"

namespace mishap::spec {
namespace {

std::string page() {
  std::stringstream text;
  text << std::ifstream(MISHAP_SOURCE_DIR "/docs/spec.md").rdbuf();
  return text.str();
}

std::vector<std::string> examples() {
  std::vector<std::string> blocks;
  const std::string text = page();
  const std::string begin = "```python\n", end = "```\n";
  for (size_t at = text.find(begin); at != std::string::npos; at = text.find(begin, at)) {
    at += begin.size();
    blocks.push_back(text.substr(at, text.find(end, at) - at));
  }
  return blocks;
}

}  // namespace

TEST_CASE("every example of docs/spec.md loads") {
  const auto blocks = examples();
  CHECK(blocks.size() >= 15);
  for (const std::string& block : blocks) {
    CAPTURE(block);
    const SpecFolder folder;
    const auto program = Program::load(folder.write("example.star", block));
    if (!program) FAIL_CHECK(program.error().front());
  }
}

TEST_CASE("docs/spec.md has a heading with every builtin") {
  std::string headings;
  std::istringstream lines(page());
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("## ")) headings += " " + line;
  const auto environment = make_environment();
  for (const auto& entry : environment->entries())
    CHECK_MESSAGE(headings.find(" " + entry.name + "(") != std::string::npos, entry.name);
}

}  // namespace mishap::spec
