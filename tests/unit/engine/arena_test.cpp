// Room for images: pieces never overlap, freed room is used again, a full arena says so.
#include "user/engine/bpf/arena.h"

#include <doctest/doctest.h>

using mishap::engine::ArenaSpace;

TEST_CASE("pieces are aligned, apart, and never at offset 0") {
  ArenaSpace space(4096);
  const auto first = space.allocate(100), second = space.allocate(1);
  REQUIRE(first);
  REQUIRE(second);
  CHECK(*first == 64);
  CHECK(*second == 64 + 128);
}

TEST_CASE("a full arena gives nothing until something is released") {
  ArenaSpace space(4096);
  const auto all = space.allocate(4096 - 64);
  REQUIRE(all);
  CHECK_FALSE(space.allocate(1));
  space.release(*all);
  CHECK(space.allocate(4096 - 64) == all);
}

TEST_CASE("a gap between two pieces is filled when it is large enough") {
  ArenaSpace space(4096);
  const auto first = *space.allocate(64), middle = *space.allocate(128), last = *space.allocate(64);
  space.release(middle);
  CHECK(*space.allocate(192) > last);
  CHECK(*space.allocate(128) == middle);
  CHECK(first < middle);
}
