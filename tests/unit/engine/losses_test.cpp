// Sums and differences of what an engine lost.
#include "user/engine/losses.h"

#include <doctest/doctest.h>

#include "tests/unit/engine/fake_engine.h"

using namespace mishap;
using tests::dropped;
using tests::missed;

TEST_CASE("the difference of two readings has the causes that grew, by how much they did") {
  engine::Losses before = missed(2, "guard");
  engine::Losses after = missed(2, "guard");
  engine::add_losses(after, missed(3, "scratch"));
  engine::add_losses(after, dropped(1));
  engine::add_losses(before, missed(1, "scratch"));
  const engine::Losses lost = engine::losses_between(before, after);
  CHECK(lost.decisions_missed == 2);
  CHECK(lost.events_dropped == 1);
  CHECK(engine::causes_text(lost) == "2 scratch, 1 events dropped");
}

TEST_CASE("a sum names each cause once") {
  engine::Losses sum = missed(2, "guard", true);
  engine::add_losses(sum, missed(3, "guard", true));
  REQUIRE(sum.causes.size() == 1);
  CHECK(sum.causes[0].count == 5);
  CHECK(sum.causes[0].machine_wide);
  CHECK(engine::causes_text({}).empty());
}
