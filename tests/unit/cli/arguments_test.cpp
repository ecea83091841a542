// What the command line means, and what is said when it means nothing.
#include "user/cli/arguments.h"

#include <vector>

#include <doctest/doctest.h>

using namespace mishap;
using cli::Arguments;

namespace {

Result<Arguments> parse(std::vector<const char*> words) {
  words.insert(words.begin(), "mishap");
  return cli::parse_arguments(static_cast<int>(words.size()), words.data());
}

}  // namespace

TEST_CASE("test takes a spec and its options in any order") {
  const auto arguments = parse({"test", "--seed", "42", "shop.star", "--test", "a", "--test", "b",
                                "--format", "json", "--mechanism", "override", "-v"});
  REQUIRE(arguments.has_value());
  CHECK(arguments->command == Arguments::Command::test);
  CHECK(arguments->spec == "shop.star");
  CHECK(arguments->seed == 42);
  CHECK(arguments->tests == std::vector<std::string>{"a", "b"});
  CHECK(arguments->format == "json");
  CHECK(arguments->mechanism == "override");
  CHECK(arguments->verbose);
}

TEST_CASE("--test takes one pattern, the spec may follow it") {
  const auto arguments = parse({"test", "--test", "a", "shop.star"});
  REQUIRE(arguments.has_value());
  CHECK(arguments->spec == "shop.star");
}

TEST_CASE("what is not given has its default") {
  const auto arguments = parse({"test", "shop.star"});
  REQUIRE(arguments.has_value());
  CHECK_FALSE(arguments->seed.has_value());
  CHECK(arguments->engine == "auto");
  CHECK(arguments->format == "text");
  CHECK(arguments->tests.empty());
}

TEST_CASE("the version is a command and an option") {
  CHECK(parse({"version"})->command == Arguments::Command::version);
  CHECK(parse({"--version"})->command == Arguments::Command::version);
}

TEST_CASE("help tells the exit codes") {
  const auto arguments = parse({"--help"});
  REQUIRE(arguments.has_value());
  CHECK(arguments->command == Arguments::Command::help);
  CHECK(arguments->help.find("Exit status:") != std::string::npos);
  CHECK(parse({"test", "--help"})->help.find("--mechanism") != std::string::npos);
}

TEST_CASE("an unknown option is named, with the nearest that exists") {
  const auto arguments = parse({"test", "a.star", "--sede", "4"});
  REQUIRE_FALSE(arguments.has_value());
  CHECK(arguments.error().message == "unknown option --sede");
  CHECK(arguments.error().hint == "did you mean --seed?");
}

TEST_CASE("an unknown command is named, with the nearest that exists") {
  const auto arguments = parse({"tset", "a.star"});
  REQUIRE_FALSE(arguments.has_value());
  CHECK(arguments.error().message == "unknown command tset");
  CHECK(arguments.error().hint == "did you mean test?");
}

TEST_CASE("a second spec is one too many") {
  CHECK(parse({"check", "a.star", "b.star"}).error().message == "unexpected argument b.star");
}

TEST_CASE("a missing spec is said to be missing") {
  const auto arguments = parse({"test"});
  REQUIRE_FALSE(arguments.has_value());
  CHECK(arguments.error().message.find("SPEC") != std::string::npos);
}

TEST_CASE("a value that an option can't have is told of with those that it can") {
  const auto arguments = parse({"test", "a.star", "--mechanism", "fmod"});
  REQUIRE_FALSE(arguments.has_value());
  CHECK(arguments.error().message.find("\"fmod\" is none of auto, fmod_ret and override") !=
        std::string::npos);
}

TEST_CASE("a seed is a number that is not negative") {
  CHECK_FALSE(parse({"test", "a.star", "--seed", "-1"}).has_value());
  CHECK_FALSE(parse({"test", "a.star", "--seed", "x"}).has_value());
}

TEST_CASE("no command at all is no command") {
  CHECK_FALSE(parse({}).has_value());
}
