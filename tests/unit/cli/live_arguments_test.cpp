// The command lines of run and attach.
#include <vector>

#include <doctest/doctest.h>

#include "user/cli/arguments.h"

using namespace mishap;
using cli::Arguments;

namespace {

using Strings = std::vector<std::string>;

Result<Arguments> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "mishap");
  return cli::parse_arguments(static_cast<int>(words.size()), words.data());
}

Error error(const std::vector<const char*>& words) {
  const auto arguments = parse(words);
  REQUIRE_FALSE(arguments.has_value());
  return arguments.error();
}

}  // namespace

TEST_CASE("run takes its options up to the --, and the program all after it") {
  const auto arguments = parse({"run",       "--op",       "a=op(['write'])",
                                "--fault",   "a=EIO",      "--fault",
                                "fsync=EIO", "--trace",    "--summary",
                                "--seed",    "7",          "--mechanism",
                                "override",  "--io-uring", "allow",
                                "--format",  "json",       "-o",
                                "x.txt",     "--",         "ls",
                                "--trace",   "-o",         "--"});
  REQUIRE(arguments.has_value());
  CHECK(arguments->command == Arguments::Command::run);
  const cli::LiveArguments& live = arguments->live;
  CHECK(live.ops == Strings{"a=op(['write'])"});
  CHECK(live.faults == Strings{"a=EIO", "fsync=EIO"});
  CHECK(live.trace == "true");
  CHECK(live.summary);
  CHECK(live.seed == 7);
  CHECK(live.mechanism == "override");
  CHECK(live.io_uring == "allow");
  CHECK(live.format == "json");
  CHECK(live.output == "x.txt");
  CHECK(live.command == Strings{"ls", "--trace", "-o", "--"});
}

TEST_CASE("the program needs no -- when no option is in doubt") {
  CHECK(parse({"run", "--fault=write=EIO", "ls", "-l", "--color"})->live.command ==
        Strings{"ls", "-l", "--color"});
  CHECK(parse({"run", "-oout", "ls"})->live.output == "out");
  CHECK(parse({"run", "git", "log", "--", "--trace"})->live.command.size() == 4);
}

TEST_CASE("an option that could be either's is asked about") {
  CHECK(error({"run", "ls", "--trace"}).message == "is --trace an option of mishap or of ls?");
  CHECK(error({"run", "tool", "--format=x"}).message ==
        "is --format=x an option of mishap or of tool?");
  CHECK(error({"run", "ls", "--trace"}).hint.contains("--"));
}

TEST_CASE("a run without a program is refused") {
  CHECK(error({"run"}).message == "no program is given");
  CHECK(error({"run", "--trace", "--"}).message == "no program is given");
  CHECK(error({"run", "--fault", "write=EIO"}).message == "no program is given");
}

TEST_CASE("a trace is of what was met, or of calls") {
  CHECK(parse({"run", "--trace=calls", "ls"})->live.trace == "calls");
  CHECK(parse({"run", "ls"})->live.trace.empty());
  CHECK(error({"run", "--trace=all", "--", "ls"}).message.contains("--trace=all"));
}

TEST_CASE("misspelt options of run and attach have the nearest as a hint") {
  CHECK(error({"run", "--fautl", "write=EIO", "--", "ls"}).hint == "did you mean --fault?");
  CHECK(error({"attach", "pid:1", "--fro", "3s"}).hint == "did you mean --for?");
  CHECK(error({"run", "--format", "jsn", "--", "ls"}).message.contains("did you mean \"json\"?"));
}

TEST_CASE("attach takes a target, its time and its options in any order") {
  const auto arguments = parse({"attach", "--fault", "write=EIO", "pid:4711", "--for", "1m30s",
                                "--force", "--trace", "--summary"});
  REQUIRE(arguments.has_value());
  CHECK(arguments->command == Arguments::Command::attach);
  CHECK(arguments->live.target == "pid:4711");
  CHECK(arguments->live.time == std::chrono::seconds(90));
  CHECK(arguments->live.force);
}

TEST_CASE("a time that is none is refused") {
  for (const char* bad : {"30", "x", "-3s", "0", "0s"}) {
    CAPTURE(bad);
    CHECK(error({"attach", "pid:1", "--for", bad}).message.contains("is no duration"));
  }
}

TEST_CASE("attach without a target is refused") {
  CHECK(error({"attach", "--fault", "write=EIO"}).message.contains("TARGET"));
}

TEST_CASE("the misuse of run has a status that no program's is taken for") {
  const char* run[] = {"mishap", "run"};
  const char* attach[] = {"mishap", "attach"};
  CHECK(cli::status_of_misuse(2, run) == 125);
  CHECK(cli::status_of_misuse(2, attach) == 1);
  CHECK(cli::status_of_misuse(1, run) == 1);
}

TEST_CASE("help tells the exit statuses and the forms") {
  CHECK(parse({"run", "--help"})->help.contains("127  COMMAND was not found"));
  CHECK(parse({"attach", "--help"})->help.contains("cgroup:PATH"));
}
