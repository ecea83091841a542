// The short form of --fault.
#include "user/live/short_fault.h"

#include <cerrno>
#include <csignal>

#include <doctest/doctest.h>

using namespace mishap;
using namespace mishap::live;

namespace {

ShortFault parse(const std::string& text) {
  const auto fault = parse_short_fault(text);
  REQUIRE_MESSAGE(fault.has_value(), fault.error().message);
  return *fault;
}

/// "COLUMN: MESSAGE" of the error.
std::string error(const std::string& text) {
  const auto fault = parse_short_fault(text);
  REQUIRE_FALSE(fault.has_value());
  return std::to_string(fault.error().place.column) + ": " + fault.error().message;
}

}  // namespace

TEST_CASE("a name and an errno are enough") {
  const ShortFault fault = parse("write=EIO");
  CHECK(fault.name == "write");
  CHECK(fault.action.error_number == EIO);
  CHECK(fault.probability == 1.0);
  CHECK(fault.glob.empty());
  CHECK(fault.trigger.always());
}

TEST_CASE("a probability is a percentage or a fraction") {
  CHECK(parse("write=EIO:30%").probability == doctest::Approx(0.3));
  CHECK(parse("write=EIO:0.3").probability == doctest::Approx(0.3));
  CHECK(parse("write=EIO:0.5%").probability == doctest::Approx(0.005));
  CHECK(parse("write=EIO:100%").probability == 1.0);
  CHECK(parse("write=EIO:1").probability == 1.0);
}

TEST_CASE("a glob stands alone or beside the rest, in any order") {
  CHECK(parse("write=EIO:/tmp/*.wal").glob == "/tmp/*.wal");
  const ShortFault fault = parse("write=enospc:30%:/tmp/*.wal:nth=3");
  CHECK(fault.action.error_number == ENOSPC);
  CHECK(fault.glob == "/tmp/*.wal");
  CHECK(fault.trigger == plan::Trigger{.first = 3, .last = 3});
  CHECK(parse("write=EIO:times=2:*.wal:5%").glob == "*.wal");
}

TEST_CASE("a backslash keeps colons and equal signs in a glob") {
  CHECK(parse("write=EIO:/tmp/a\\:b").glob == "/tmp/a\\:b");
  CHECK(parse("write=EIO:nth\\=3").glob == "nth\\=3");
  CHECK(parse("write=EIO:/tmp/a=b").glob == "/tmp/a=b");
}

TEST_CASE("triggers say on which calls it fires") {
  CHECK(parse("write=EIO:after=2").trigger == plan::Trigger{.first = 3});
  CHECK(parse("write=EIO:every=4").trigger == plan::Trigger{.first = 4, .step = 4});
  CHECK(parse("write=EIO:after=2:times=5").trigger == plan::Trigger{.first = 3, .times = 5});
  CHECK(parse("write=EIO:when=3..9+2").trigger == plan::Trigger{.first = 3, .last = 9, .step = 2});
}

TEST_CASE("what is wrong is told where it stands, with what was expected") {
  CHECK(error("write") == "1: \"write\" is no fault");
  CHECK(error("=EIO") == "1: \"=EIO\" is no fault");
  CHECK(error("write=") == "7: no action is given");
  CHECK(error("write=EOI") ==
        "7: \"EOI\" is no errno, nor skip, crash, allow or trace (did you mean \"EIO\"?)");
  CHECK(error("write=skp") ==
        "7: \"skp\" is no errno, nor skip, crash, allow or trace (did you mean \"skip\"?)");
  CHECK(error("read=returns") == "6: returns needs an argument");
  CHECK(error("read=deny:EIO") == "6: deny needs an argument");
  CHECK(error("write=EIO:") == "11: nothing stands between two colons or at the end");
  CHECK(error("write=EIO:130%") == "11: \"130%\" is no probability");
  CHECK(error("write=EIO:30") == "11: \"30\" is no probability");
  CHECK(error("write=EIO:-1%") == "11: \"-1%\" is no probability");
  CHECK(error("write=EIO:1.2.3") == "11: \"1.2.3\" is no probability");
  CHECK(error("write=EIO:1%:2%") == "14: a second probability is given");
  CHECK(error("write=EIO:/a:/b") == "14: a second glob is given: \"/b\"");
  CHECK(error("write=EIO:/a/[").starts_with("11: "));
  CHECK(error("write=EIO:nht=3") ==
        "11: \"nht\" is none of nth, after, every, times, when and per (did you mean \"nth\"?)");
  CHECK(error("write=EIO:nth=x") == "15: nth= wants a count of calls, such as nth=3");
  CHECK(error("write=EIO:nth=") == "15: nth= wants a count of calls, such as nth=3");
  CHECK(error("write=EIO:nth=0") == "11: nth must be at least 1, got 0");
  CHECK(error("write=EIO:nth=1:after=2").starts_with("17: "));
  CHECK(error("write=EIO:when=x").starts_with("11: when=\"x\" is not of the form"));
}

TEST_CASE("words name the actions that need no argument") {
  using plan::Action;
  using plan::ActionKind;
  CHECK(parse("fsync=skip").action == Action{.kind = ActionKind::skip});
  CHECK(parse("write=allow:/tmp/**").action == Action{.kind = ActionKind::allow});
  CHECK(parse("open=trace:10%").action == Action{.kind = ActionKind::trace});
  CHECK(parse("write=crash").action == Action{.kind = ActionKind::crash, .signal = SIGKILL});
  CHECK(parse("write=crash:*.wal:SIGTERM").action ==
        Action{.kind = ActionKind::crash, .signal = SIGTERM});
}

TEST_CASE("exit is a moment of errors and crashes") {
  CHECK(parse("write=EIO:exit:nth=3").action.at == plan::Moment::exit);
  CHECK(parse("write=crash:exit").action.at == plan::Moment::exit);
  CHECK(parse("write=EIO").action.at == plan::Moment::entry);
  CHECK(parse("write=EIO:\\exit").glob == "\\exit");
  CHECK(error("fsync=skip:exit") == "12: only an errno or crash can be at exit, not skip");
}

TEST_CASE("a signal is crash's own, and one that ends a process") {
  CHECK(parse("write=EIO:SIGTERM").glob == "SIGTERM");
  CHECK(error("write=crash:SIGTRM") == "13: unknown signal \"SIGTRM\" (did you mean \"SIGTERM\"?)");
  CHECK(error("write=crash:SIGSTOP").starts_with("13: SIGSTOP does not end a process"));
}

TEST_CASE("per= says whose calls count together, in any order") {
  CHECK(parse("write=EIO:per=fd:nth=3").trigger ==
        plan::Trigger{.first = 3, .last = 3, .per = plan::Per::fd});
  CHECK(error("write=EIO:30%:per=fd") ==
        "15: per=\"fd\" needs one of nth, after, every, times or when");
  CHECK(error("write=EIO:nth=1:per=thred") ==
        "17: per=\"thred\" is none of process, thread, fd, path (did you mean \"thread\"?)");
}

TEST_CASE("the words of a spec are told from the short form") {
  CHECK(is_long_form("write=deny(\"EIO\")"));
  CHECK(is_long_form("write = deny ('EIO')"));
  CHECK(is_long_form("write=skip()"));
  CHECK_FALSE(is_long_form("write=skip"));
  CHECK_FALSE(is_long_form("write=EIO"));
  CHECK_FALSE(is_long_form("write=EIO:/tmp/a(1)"));
  CHECK_FALSE(is_long_form("write"));
  CHECK_FALSE(is_long_form("write=(EIO)"));
}
