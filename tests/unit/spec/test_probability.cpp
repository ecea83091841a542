// Probabilities as specs write them.
#include <doctest/doctest.h>

#include "starlark/heap.h"
#include "user/spec/probability.h"

namespace mishap::spec {

TEST_CASE("floats are fractions, strings may be percentages, ints above one are percentages") {
  const auto heap = starlark::Heap::create();
  CHECK(parse_probability(heap->real(0.3)).value() == 0.3);
  CHECK(parse_probability(heap->string("30%")) == 0.3);
  CHECK(parse_probability(heap->string("1%")) == 0.01);
  CHECK(parse_probability(heap->string("0.3")) == 0.3);
  CHECK(parse_probability(heap->integer(0)) == 0.0);
  CHECK(parse_probability(heap->integer(1)) == 1.0);
  CHECK(parse_probability(heap->integer(20)) == 0.2);
}

TEST_CASE("what is out of range or no number is refused") {
  const auto heap = starlark::Heap::create();
  for (const char* text : {"", "%", "101%", "-1%", "30", "x", "nan", "0.5 "})
    CHECK_FALSE(parse_probability(heap->string(text)).has_value());
  for (const double number : {1.5, -0.1, 20.0})
    CHECK_FALSE(parse_probability(heap->real(number)).has_value());
  CHECK_FALSE(parse_probability(heap->integer(101)).has_value());
}

TEST_CASE("a plain number that looks like a percentage is refused with how to write it") {
  const auto heap = starlark::Heap::create();
  CHECK(parse_probability(heap->string("30")).error().hint == "write \"30%\"");
  CHECK(parse_probability(heap->real(20.5)).error().hint == "write \"20.5%\"");
  CHECK(parse_probability(heap->real(0.5 - 1)).error().hint.empty());
  CHECK(parse_probability(heap->real(99.9999999)).error().hint == "write \"99.9999999%\"");
  CHECK(parse_probability(heap->real(20)).error().message ==
        "probability must be from 0 to 1 or a percentage such as \"30%\", got 20.0");
}

TEST_CASE("no hint is given that would mean something else") {
  const auto heap = starlark::Heap::create();
  for (const char* text : {"150%", "101%", "1.01", "1.99", "101"})
    CHECK(parse_probability(heap->string(text)).error().hint.empty());
  for (const double number : {1.0000001, 1.5, 100.5})
    CHECK(parse_probability(heap->real(number)).error().hint.empty());
}

}  // namespace mishap::spec
