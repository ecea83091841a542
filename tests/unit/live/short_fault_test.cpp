// The short form of --fault.
#include "user/live/short_fault.h"

#include <cerrno>
#include <csignal>

#include <doctest/doctest.h>

#include "user/plan/glob.h"

using namespace mishap;
using namespace mishap::live;

namespace {

ShortFault parse(const std::string& text) {
  const auto fault = parse_short_fault(text);
  REQUIRE_MESSAGE(fault.has_value(), fault.error().message);
  return *fault;
}

std::string hint(const std::string& text) {
  const auto fault = parse_short_fault(text);
  REQUIRE_FALSE(fault.has_value());
  return fault.error().hint;
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
  CHECK(error("write=EIO:nth=0") == "11: nth must be at least 1, not 0");
  CHECK(error("write=EIO:nth=1:after=2").starts_with("17: "));
  CHECK(error("write=EIO:when=x").starts_with("11: when=\"x\" is not of the form"));
}

TEST_CASE("a count that is too big is told as that") {
  CHECK(error("write=EIO:nth=9223372036854775808") ==
        "15: nth must be at least 1 and fit in 64 bits (signed), not 9223372036854775808");
  CHECK(error("write=EIO:nth=9223372036854775808x") ==
        "15: nth= wants a count of calls, such as nth=3");
  CHECK(error("write=EIO:when=3..99999999999999999999") ==
        "11: when=\"3..99999999999999999999\": 99999999999999999999 does not fit in 64 bits");
}

TEST_CASE("nothing is given twice") {
  CHECK(error("write=EIO:times=2:times=3") == "19: times= is given twice");
  CHECK(error("write=EIO:nth=3:nth=4") == "17: nth= is given twice");
  CHECK(error("write=EIO:nth=3:per=fd:per=fd") == "24: per= is given twice");
  CHECK(error("write=EIO:exit:exit") == "16: exit is given twice");
  CHECK(error("write=crash:SIGTERM:SIGINT") == "21: a second signal is given: \"SIGINT\"");
  CHECK(error("write=crash:SIGKILL:KILL") == "21: a second signal is given: \"KILL\"");
}

TEST_CASE("a word of the short form is no glob where it isn't meant") {
  CHECK(error("write=EIO:nth") == "11: nth needs a value, such as nth=3");
  CHECK(error("write=EIO:when") == "11: when needs a value, such as when=3..9");
  CHECK(error("write=EIO:per") == "11: per needs a value, such as per=fd");
  CHECK(error("write=EIO:skip") == "11: a second action is given: \"skip\"");
  CHECK(error("write=skip:returns") == "12: a second action is given: \"returns\"");
  CHECK(error("write=EIO:enospc") == "11: a second action is given: \"enospc\"");
  CHECK(error("write=EIO:SIGTERM") == "11: only crash takes a signal: \"SIGTERM\"");
  CHECK(error("write=EIO:TERM") == "11: only crash takes a signal: \"TERM\"");
  CHECK(error("write=EIO:entry") == "11: entry is left out: what is not at exit is at entry");
}

TEST_CASE("a file that is called like a word of the short form can be named") {
  CHECK(hint("write=EIO:nth") == "a file of that name is written \"/**/nth\"");
  CHECK(hint("fsync=skip:exit") == "a file of that name is written \"/**/exit\"");
  CHECK(parse("write=EIO:/**/nth").glob == "/**/nth");
  CHECK(plan::parse_glob("/**/nth")->tokens == plan::parse_glob("\\nth")->tokens);
  CHECK(parse("write=EIO:\\nth").glob == "\\nth");
  CHECK(parse("write=crash:/tmp/TERM").action.signal == SIGKILL);
  for (const char* name : {"nth.log", "core", "skip*", "SIGNALS"})
    CHECK(parse(std::string("write=EIO:") + name).glob == name);
}

TEST_CASE("the form is told in full") {
  CHECK(hint("write") ==
        "the form is NAME=ACTION[:exit][:PROBABILITY][:GLOB][:nth=N|after=N|every=N|when=RANGE]"
        "[:times=N][:per=WHOSE], where ACTION is an errno, skip, crash[:SIGNAL], allow or trace");
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
  CHECK(parse("write=crash:TERM").action.signal == SIGTERM);
  CHECK(parse("write=crash:exit:sigabrt").action.signal == SIGABRT);
  CHECK(error("write=crash:STOP").starts_with("13: SIGSTOP does not end a process"));
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
