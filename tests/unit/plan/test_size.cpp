// size= and fd=.
#include <doctest/doctest.h>

#include "user/plan/descriptor.h"
#include "user/plan/size.h"

namespace mishap::plan {
namespace {

SizeRange size(std::string_view text) {
  const auto range = parse_size(text);
  REQUIRE_MESSAGE(range.has_value(), text);
  return *range;
}

}  // namespace

TEST_CASE("sizes are compared, equal or between") {
  CHECK(size(">=4096") == SizeRange{4096, UINT64_MAX});
  CHECK(size(">4K") == SizeRange{4097, UINT64_MAX});
  CHECK(size("<100") == SizeRange{0, 99});
  CHECK(size("<=1M") == SizeRange{0, 1 << 20});
  CHECK(size("=0") == SizeRange{0, 0});
  CHECK(size("==0") == SizeRange{0, 0});
  CHECK(size("2G") == SizeRange{uint64_t{2} << 30, uint64_t{2} << 30});
  CHECK(size("4K..64K") == SizeRange{4096, 65536});
  CHECK(size(">= 4096") == SizeRange{4096, UINT64_MAX});
  CHECK(size("1 .. 2") == SizeRange{1, 2});
}

TEST_CASE("what is no size is told") {
  for (const std::string_view bad : {"", "x", ">", "4k", "4KB", "-1", "4096..", "..4", ">=1..2",
                                     "1.5K", "18446744073709551616", "99999999999G", "!=3"}) {
    CAPTURE(bad);
    const auto range = parse_size(bad);
    REQUIRE_FALSE(range.has_value());
    CHECK(range.error().message.ends_with("is not a size"));
    CHECK(range.error().hint.find("4K..64K") != std::string::npos);
  }
}

TEST_CASE("a range that no size is in is told") {
  CHECK(parse_size("<0").error().message == "no size is in \"<0\"");
  CHECK(parse_size("5..3").error().message == "no size is in \"5..3\"");
  CHECK(parse_size(">18446744073709551615").error().message ==
        "no size is in \">18446744073709551615\"");
}

TEST_CASE("a descriptor is a kind or a number") {
  CHECK(parse_descriptor("socket")->kind == DescriptorPredicate::Kind::socket);
  CHECK(descriptor_text(*parse_descriptor("pipe")) == "pipe");
  CHECK(parse_descriptor("7")->number == 7);
  CHECK(descriptor_text(*parse_descriptor("7")) == "7");
  for (const std::string_view bad : {"", "sockets", "-1", "7x", "2147483648"})
    CHECK_FALSE_MESSAGE(parse_descriptor(bad).has_value(), bad);
}

}  // namespace mishap::plan
