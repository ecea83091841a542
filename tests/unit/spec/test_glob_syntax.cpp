// Whether a path= pattern is well formed.
#include <doctest/doctest.h>

#include "user/spec/glob_syntax.h"

namespace mishap::spec {

TEST_CASE("well-formed patterns have no problem") {
  for (const char* pattern : {"/tmp/*.wal", "*.db", "**/x", "/a/**", "/data/", "[]]", "[!]a]x",
                              "[^a-z]", "a\\[b", "\\\\", "/a[/]b", "]", "x"})
    CHECK_MESSAGE(!glob_problem(pattern), pattern);
}

TEST_CASE("what is wrong with a pattern is named") {
  const auto message = [](std::string_view pattern) { return glob_problem(pattern)->message; };
  CHECK(message("") == "is empty");
  CHECK(message(std::string_view("a\0b", 3)).starts_with("has a NUL byte"));
  CHECK(message("[abc") == "has an unterminated [...] class");
  CHECK(message("[]") == "has an unterminated [...] class");
  CHECK(message("[!]") == "has an unterminated [...] class");
  CHECK(message("[a\\]") == "has an unterminated [...] class");
  CHECK(message("/a\\") == "ends with a backslash");
  CHECK(message("data/*.wal").starts_with("is relative"));
  CHECK(message("./x").starts_with("is relative"));
}

}  // namespace mishap::spec
