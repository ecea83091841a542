// How much the reader of a file says when there is much to say: one thing about a file that is no
// text, ten about a text with many mistakes, and exact limits of nesting.
#include <string>

#include <doctest/doctest.h>

#include "starlark/starlark.h"

namespace starlark {
namespace {

/// The errors of a text as printed; "" when it can be read.
std::string report(const std::string& text) {
  auto error = check_source({"", "spec.star"}, text, {}, {});
  return error ? error->to_string() : "";
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

/// x = ((...1...)), with as many brackets.
std::string bracketed(const std::string& open, const std::string& close, int levels) {
  return "x = " + repeated(open, levels) + "1" + repeated(close, levels) + "\n";
}

/// Functions in functions: as many blocks.
std::string blocks(int levels) {
  std::string text, indent;
  for (int i = 0; i < levels; ++i, indent += ' ') text += indent + "def f():\n";
  return text + indent + "pass\n";
}

TEST_CASE("a file that is not UTF-8 is told once, without its bytes") {
  CHECK(report("x = \xff\xfe(\nload(\ny = = 1\n") ==
        "spec.star:1:5: error: the file is not valid UTF-8 here\n"
        "    1 | x = \xEF\xBF\xBD\xEF\xBF\xBD(\n"
        "      |     ^\n");
}

TEST_CASE("a control character ends the reading of a file") {
  CHECK(report("x = (\x01 \x02 ]\ny = = 1\n\x03") ==
        "spec.star:1:6: error: unexpected character `\\x01`\n"
        "    1 | x = (    ]\n"
        "      |      ^\n");
}

TEST_CASE("ten errors of a file are told, the rest counted") {
  std::string ten = report(repeated("x = = 1\n", 10));
  CHECK(ten.find("spec.star:10:5: error: ") != std::string::npos);
  CHECK(ten.find("more error") == std::string::npos);

  std::string eleven = report(repeated("x = = 1\n", 11));
  CHECK(eleven.find("spec.star:11:") == std::string::npos);
  CHECK(eleven.ends_with("... and 1 more error\n"));
  CHECK(report(repeated("x = = 1\n", 40)).ends_with("... and 30 more errors\n"));
}

TEST_CASE("each bracket and each block counts one level of nesting, up to 200") {
  CHECK(report(bracketed("(", ")", 200)) == "");
  CHECK(report(bracketed("[", "]", 200)) == "");
  CHECK(report(bracketed("len(", ")", 200)).find("nested") == std::string::npos);
  CHECK(report(blocks(200)) == "");

  CHECK(report(bracketed("(", ")", 201))
            .starts_with("spec.star:1:205: error: this is nested more than 200 levels deep\n"));
  CHECK(report(bracketed("{1: ", "}", 201)).find("more than 200 levels") != std::string::npos);
  CHECK(report(blocks(201)).find("more than 200 levels") != std::string::npos);
}

TEST_CASE("after what is nested too deeply the next statement is read as usual") {
  std::string text = report(bracketed("(", ")", 201) + bracketed("[", "]", 200) + "y = = 1\n");
  CHECK(text.find("spec.star:2:") == std::string::npos);
  CHECK(text.find("spec.star:3:5: error: ") != std::string::npos);
}

TEST_CASE("signs, `not`, lambdas and chains have limits too, whatever the C++ stack") {
  for (const char* prefix : {"-", "not ", "lambda: ", "1 if 1 else "})
    CHECK(report("x = " + repeated(prefix, 9000) + "1\n").find("200 levels") != std::string::npos);
  CHECK(report("x = " + repeated("1 + ", 9000) + "1\n")
            .find("more than 1000 operators and calls are chained here") != std::string::npos);
  std::string all_strengths = "1 or 1 and 1 == 1 | 1 ^ 1 & 1 << 1 + 1 * (";
  CHECK(report(bracketed(all_strengths, ")", 90)) == "");
  CHECK(report(bracketed(all_strengths, ")", 200)).find("more than 1000") != std::string::npos);
}

}  // namespace
}  // namespace starlark
