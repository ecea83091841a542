// Actions told in words.
#include <cerrno>
#include <csignal>

#include <doctest/doctest.h>

#include "user/plan/action_text.h"

namespace mishap::plan {

TEST_CASE("an action is told as a spec has it") {
  CHECK(action_text({.kind = ActionKind::deny, .error_number = EIO}) == "deny(EIO)");
  CHECK(action_text({.kind = ActionKind::returns, .value = -5}) == "returns(-5)");
  CHECK(action_text({.kind = ActionKind::skip}) == "skip()");
  CHECK(action_text({.kind = ActionKind::crash, .signal = SIGKILL}) == "crash(SIGKILL)");
  CHECK(action_text({.kind = ActionKind::allow}) == "allow()");
  CHECK(action_text({.kind = ActionKind::trace}) == "trace()");
}

TEST_CASE("the moment is told when it is not the usual one, and terms come last") {
  const Action deny = {.kind = ActionKind::deny, .error_number = EIO, .at = Moment::exit};
  CHECK(action_text(deny) == "deny(EIO, at=exit)");
  CHECK(action_text(deny, "nth=3, per=fd") == "deny(EIO, at=exit, nth=3, per=fd)");
  CHECK(action_text({.kind = ActionKind::skip}, "nth=3") == "skip(nth=3)");
}

}  // namespace mishap::plan
