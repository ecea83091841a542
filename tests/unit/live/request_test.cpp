// From --op and --fault to rules.
#include "user/live/request.h"

#include <doctest/doctest.h>

using namespace mishap;
using namespace mishap::live;

namespace {

using Strings = std::vector<std::string>;

Request read(const Texts& texts) {
  auto request = read_request(texts, "sqlite3");
  if (!request) FAIL(request.error().front());
  return std::move(*request);
}

/// The first lines of all errors.
Strings errors(const Texts& texts) {
  const auto request = read_request(texts, "sqlite3");
  REQUIRE_FALSE(request.has_value());
  Strings lines;
  for (const std::string& text : request.error()) lines.push_back(text.substr(0, text.find('\n')));
  return lines;
}

Strings keywords(const std::vector<LiveRule>& rules) {
  Strings names;
  for (const LiveRule& each : rules) names.push_back(each.rule.keyword);
  return names;
}

}  // namespace

TEST_CASE("short and long faults keep the order in which they were typed") {
  const Request request = read({{}, {"fsync=EIO", "write=deny(\"ENOSPC\")", "unlink=EPERM"}, true});
  CHECK(keywords(request.faults) == Strings{"fsync", "write", "unlink"});
  CHECK(request.faults[0].rule.syscalls == Strings{"fsync", "fdatasync"});
  CHECK(request.faults[1].rule.action.error_number == ENOSPC);
}

TEST_CASE("a short fault on an op is on the op's calls") {
  const Request request =
      read({{"persist=op([\"fsync\"], path=\"/data/**\")"}, {"persist=EIO:nth=3"}, true});
  const plan::Rule& rule = request.faults[0].rule;
  CHECK(rule.op == "persist");
  CHECK(rule.where.globs == Strings{"/data/**"});
  CHECK(rule.trigger == plan::Trigger{.first = 3, .last = 3});
  CHECK(request.watched.empty());
}

TEST_CASE("a glob of a short fault is its path=") {
  CHECK(read({{}, {"write=EIO:*.wal"}, true}).faults[0].rule.where.globs == Strings{"*.wal"});
}

TEST_CASE("faults refuse io_uring behind all others, unless that is allowed") {
  const Request denied = read({{}, {"write=EIO"}, false});
  REQUIRE(keywords(denied.faults) == Strings{"write", "io_uring_setup"});
  CHECK(denied.faults[1].rule.implicit);
  CHECK(denied.faults[1].rule.action.error_number == ENOSYS);
  CHECK(keywords(read({{}, {"write=EIO"}, true}).faults) == Strings{"write"});
  CHECK(read({{}, {}, false}).faults.empty());
}

TEST_CASE("ops that no fault names are watched by rules that never fire") {
  const Request request = read({{"a=op([\"write\"])", "b=op([\"fsync\"])"}, {"a=EIO"}, true});
  REQUIRE(keywords(request.watched) == Strings{"b"});
  CHECK(request.watched[0].watches);
  CHECK(request.watched[0].rule.probability == 0);
  CHECK(request.watched[0].rule.op == "b");
}

TEST_CASE("only what is between never and always is left to chance") {
  CHECK(read({{}, {"write=EIO:30%"}, false}).draws());
  CHECK_FALSE(read({{}, {"write=EIO"}, false}).draws());
  CHECK_FALSE(read({{"a=op([\"write\"])"}, {}, false}).draws());
}

TEST_CASE("everything that is wrong is told, each with its place") {
  CHECK(errors({{}, {"wirte=EIO", "write=EOI"}, false}) ==
        Strings{"--fault:1:1: error: \"wirte\" is no op, syscall or family (did you mean "
                "\"write\"?)",
                "--fault:1:7: error: \"EOI\" is no errno, nor skip, crash, allow or trace (did "
                "you mean \"EIO\"?)"});
  CHECK(errors({{"p=op([\"write\"], path=\"/x\")"}, {"p=EIO:/y"}, false}) ==
        Strings{"--fault:1:1: error: the op \"p\" has a path= already, so no glob can be added to "
                "it"});
  CHECK(errors({{}, {"poll=EIO:/x"}, false}) ==
        Strings{"--fault:1:1: error: the glob can never match: poll names no file"});
  CHECK(errors({{}, {"read=skip"}, false})
            .front()
            .starts_with("--fault:1:1: error: read can't be skipped: "));
  CHECK(errors({{}, {"poll=EIO:nth=1:per=fd"}, false})
            .front()
            .starts_with("--fault:1:1: error: per=\"fd\" can't tell calls of poll, ppoll apart"));
  CHECK(errors({{}, {"time=EIO"}, false})
            .front()
            .starts_with("--fault:1:1: error: time can't be faulted: "));
  CHECK(errors({{"p=op([\"wirte\"])"}, {}, false}).front().starts_with("--op:1:6: error: op: "));
}
