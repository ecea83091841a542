// Durations as specs write them.
#include <doctest/doctest.h>

#include "user/spec/duration.h"

namespace mishap::spec {
namespace {

const auto malformed = std::unexpected(DurationError::malformed);
const auto too_long = std::unexpected(DurationError::too_long);

}  // namespace

TEST_CASE("a duration is numbers with units, added up") {
  CHECK(parse_duration("10s") == 10'000'000'000);
  CHECK(parse_duration("1m30s") == 90'000'000'000);
  CHECK(parse_duration("500ms") == 500'000'000);
  CHECK(parse_duration("3us") == 3'000);
  CHECK(parse_duration("3µs") == 3'000);
  CHECK(parse_duration("7ns") == 7);
  CHECK(parse_duration("2h") == 7'200'000'000'000);
}

TEST_CASE("fractions are exact down to the nanosecond") {
  CHECK(parse_duration("1.5s") == 1'500'000'000);
  CHECK(parse_duration(".5ms") == 500'000);
  CHECK(parse_duration("0.000000001s") == 1);
  CHECK(parse_duration("1.9ns") == 1);
}

TEST_CASE("signs, and zero without a unit") {
  CHECK(parse_duration("-1s") == -1'000'000'000);
  CHECK(parse_duration("+1s") == 1'000'000'000);
  CHECK(parse_duration("0") == 0);
}

TEST_CASE("what is no duration is refused") {
  for (const char* text :
       {"", "-", "5", "s", "1", "1.s.", "1 s", "1x", "1s5", ".s", "1e3s", "--1s"})
    CHECK_MESSAGE(parse_duration(text) == malformed, text);
}

TEST_CASE("a duration that does not fit 64 bits is refused, not wrapped") {
  CHECK(parse_duration("2562047h") == 9'223'369'200'000'000'000);
  CHECK(parse_duration("2562048h") == too_long);
  CHECK(parse_duration("99999999999999999999ns") == too_long);
  CHECK(parse_duration("2562047h99999s") == too_long);
  CHECK(parse_duration("2562048hours") == malformed);
}

}  // namespace mishap::spec
