// --op and --fault in the spec's own words.
#include <doctest/doctest.h>

#include "user/plan/syscalls.h"
#include "user/spec/command_line.h"
#include "user/spec/keyword.h"

namespace mishap::spec {
namespace {

using Texts = std::vector<std::string>;

CommandLine read(const Texts& ops, const Texts& faults) {
  auto read = read_command_line(ops, faults, "sqlite3");
  if (!read) FAIL(read.error().front());
  return std::move(*read);
}

Texts errors(const Texts& ops, const Texts& faults) {
  const auto read = read_command_line(ops, faults, "sqlite3");
  REQUIRE_FALSE(read.has_value());
  return read.error();
}

/// The first line of the only error.
std::string error(const Texts& ops, const Texts& faults) {
  const Texts all = errors(ops, faults);
  CHECK(all.size() == 1);
  return all.front().substr(0, all.front().find('\n'));
}

}  // namespace

TEST_CASE("an op and a fault on it are a rule of the program") {
  const CommandLine line = read({"persist=op(['fsync'], path='/data/**')"},
                                {"persist=deny('EIO', label='disk', probability='30%')"});
  REQUIRE(line.rules.size() == 1);
  const plan::Rule& rule = line.rules[0];
  CHECK(rule.service == "sqlite3");
  CHECK(rule.keyword == "persist");
  CHECK(rule.op == "persist");
  CHECK(rule.syscalls == Texts{"fsync", "fdatasync"});
  CHECK(rule.where.globs == Texts{"/data/**"});
  CHECK(rule.action.error_number == EIO);
  CHECK(rule.label == "disk");
  CHECK(rule.probability == 0.3);
  CHECK(rule.place.to_string() == "--fault:1:1");
  CHECK(line.ops[0].place.to_string() == "--op:1:9");
}

TEST_CASE("rules come in the order of their texts, families and syscalls expanded") {
  const CommandLine line =
      read({}, {"unlink=deny('EPERM')", "fsync=deny('EIO')", "unlink=deny('EIO')"});
  REQUIRE(line.rules.size() == 3);
  CHECK(line.rules[0].op.empty());
  CHECK(line.rules[0].syscalls == plan::expand_family("unlink"));
  CHECK(line.rules[1].syscalls == Texts{"fsync", "fdatasync"});
  CHECK(line.rules[2].action.error_number == EIO);
}

TEST_CASE("an op hides the syscall of its name, and a note tells") {
  const CommandLine line =
      read({"write=op(['fsync', 'poll'], path='*.wal')"}, {"write=deny('EIO')"});
  CHECK(line.rules[0].syscalls == Texts{"fsync", "fdatasync", "poll", "ppoll"});
  REQUIRE(line.notes.size() == 2);
  CHECK(line.notes[0].starts_with("--op:1:7: note: op \"write\" of sqlite3 hides the "));
  CHECK(line.notes[1] ==
        "--op:1:7: note: op \"write\" of sqlite3: its path= never matches poll, ppoll, which name "
        "no file");
}

TEST_CASE("an error has the place in its text, an excerpt and a caret") {
  CHECK(errors({}, {"write=deny('EIOO')"}) ==
        Texts{"--fault:1:12: error: deny: unknown errno \"EIOO\" (did you mean \"EIO\"?)\n"
              "    1 | write=deny('EIOO')\n"
              "      |            ^~~~~~"});
}

TEST_CASE("what is wrong in a text is told at its place") {
  CHECK(error({}, {"wrte=deny('EIO')"}) ==
        "--fault:1:1: error: \"wrte\" is no op, syscall or family (did you mean \"write\"?)");
  CHECK(error({"persist=op(['write'])"}, {"persit=deny('EIO')"}) ==
        "--fault:1:1: error: \"persit\" is no op, syscall or family (did you mean \"persist\"?)");
  CHECK(error({}, {"time=deny('EIO')"}).starts_with("--fault:1:1: error: time can't be faulted: "));
  CHECK(error({}, {"write=EIO"}).starts_with("--fault:1:7: error: `EIO` is not defined"));
  CHECK(error({}, {"write=deny('EIO'"}).starts_with("--fault:1:1"));
  CHECK(error({}, {"write=delay('1s')"}) ==
        "--fault:1:7: error: delay() is not available in this version");
  CHECK(error({}, {"write='EIO'"}) == "--fault:1:1: error: write must be a fault, got string");
  CHECK(error({}, {"deny('EIO')"}) == "--fault:1:1: error: expected one NAME=VALUE");
  CHECK(error({}, {""}) == "--fault:1:1: error: expected one NAME=VALUE");
  CHECK(error({}, {"a=deny('EIO'); b=deny('EIO')"}) ==
        "--fault:1:16: error: expected one NAME=VALUE");
  CHECK(error({}, {"load('x.star', 'y')"}) ==
        "--fault:1:6: error: cannot load \"x.star\": the command line loads no files");
  CHECK(error({"persist=['write']"}, {}) == "--op:1:1: error: persist must be an op, got list");
  CHECK(error({"p=op(['wrte'])"}, {}) ==
        "--op:1:6: error: op: \"wrte\" is no syscall or family (did you mean \"write\"?)");
  CHECK(error({"p=op(['write'])", "p=op(['read'])"}, {}) ==
        "--op:1:1: error: op \"p\" is given twice");
}

TEST_CASE("all texts' errors are told, but not those that follow from an op's") {
  const Texts all = errors({"p=op(['wrte'])"}, {"p=deny('EIO')", "write=deny('EIOO')"});
  REQUIRE(all.size() == 2);
  CHECK(all[0].starts_with("--op:1:6: "));
  CHECK(all[1].starts_with("--fault:1:12: "));
}

TEST_CASE("a keyword of the command line's short form is found the same way") {
  const plan::Op ops[] = {{.name = "persist", .syscalls = {"fsync"}, .where = {}, .place = {}}};
  CHECK(resolve_keyword("persist", ops, "")->op == "persist");
  CHECK(resolve_keyword("fsync", ops, "")->syscalls == Texts{"fsync", "fdatasync"});
  CHECK(resolve_keyword("fsnc", ops, "").error().message ==
        "\"fsnc\" is no op, syscall or family (did you mean \"fsync\"?)");
  CHECK(resolve_keyword("fsnc", ops, "").error().hint == "ops: persist");
}

}  // namespace mishap::spec
