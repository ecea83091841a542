// deny(), returns(), skip(), crash(), allow() and trace(): what each becomes, and what is refused.
#include <csignal>

#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"
#include "user/spec/command_line.h"

namespace mishap::spec {
namespace {

using plan::Action;
using plan::ActionKind;
using plan::Moment;

std::string with_fault(const std::string& keyword, const std::string& fault) {
  return std::string(two_services) + "a = fault_assumption('a', target = db, " + keyword + " = " +
         fault + ")\n";
}

plan::Rule rule(const std::string& fault, const std::string& keyword = "write") {
  return LoadedSpec(with_fault(keyword, fault)).assumption("a").rules.at(0);
}

/// The message of the only error, without its place.
std::string error(const std::string& fault, const std::string& keyword = "write") {
  const std::string text = load_error(with_fault(keyword, fault));
  return text.substr(text.find("error: ") + 7);
}

/// The whole error, with excerpt and hint.
std::string whole_error(const std::string& fault, const std::string& keyword) {
  return load_errors(with_fault(keyword, fault)).at(0);
}

/// What the spec prints of the values.
std::string printed(const std::string& values) {
  FakeRuntime runtime;
  LoadedSpec spec("def test_print():\n    print(" + values + ", sep = ' | ')\n");
  spec.run("test_print", runtime);
  return runtime.log.at(0);
}

}  // namespace

TEST_CASE("each builtin becomes the action of its rule") {
  CHECK(rule("deny('EIO')").action == Action{.kind = ActionKind::deny, .error_number = EIO});
  CHECK(rule("returns(7)").action == Action{.kind = ActionKind::returns, .value = 7});
  CHECK(rule("skip()").action == Action{.kind = ActionKind::skip});
  CHECK(rule("crash()").action == Action{.kind = ActionKind::crash, .signal = SIGKILL});
  CHECK(rule("allow()").action == Action{.kind = ActionKind::allow});
  CHECK(rule("trace()").action == Action{.kind = ActionKind::trace});
}

TEST_CASE("at=\"exit\" lets the call be carried out first") {
  CHECK(rule("deny('EIO', at = 'exit')").action.at == Moment::exit);
  CHECK(rule("deny('EIO', at = 'entry')").action.at == Moment::entry);
  CHECK(rule("crash('SIGTERM', at = 'exit')").action ==
        Action{.kind = ActionKind::crash, .signal = SIGTERM, .at = Moment::exit});
  CHECK(error("deny('EIO', at = 'exti')") ==
        "deny: at=\"exti\" is neither \"entry\" nor \"exit\" (did you mean \"exit\"?)");
}

TEST_CASE("returns() takes any value that a register holds") {
  CHECK(rule("returns(0)").action.value == 0);
  CHECK(rule("returns(-9223372036854775808)").action.value == INT64_MIN);
  CHECK(rule("returns(9223372036854775807)").action.value == INT64_MAX);
  CHECK(rule("returns(0)", "openat").syscalls == std::vector<std::string>{"openat"});
  CHECK(error("returns(9223372036854775808)") ==
        "returns: value must be an int that fits in 64 bits (signed), not 9223372036854775808");
  CHECK(error("returns('0')").starts_with("returns: value must be an int"));
  CHECK(error("returns()").starts_with("returns: missing argument"));
}

TEST_CASE("a result that is an error is noted as what deny() says better") {
  const LoadedSpec spec(with_fault("write", "returns(-5)"));
  REQUIRE(spec.plan().notes.size() == 1);
  CHECK(spec.plan().notes[0].ends_with(
      "note: returns(-5) makes the call fail with EIO: deny(\"EIO\") says so"));
  for (const char* plain : {"returns(-1000)", "returns(-4096)", "returns(5)", "returns(0)"})
    CHECK(LoadedSpec(with_fault("write", plain)).plan().notes.empty());
}

TEST_CASE("crash() sends a signal that ends the process") {
  CHECK(rule("crash('term')").action.signal == SIGTERM);
  CHECK(rule("crash(signal = 'SEGV')").action.signal == SIGSEGV);
  CHECK(error("crash('SIGKIL')") == "crash: unknown signal \"SIGKIL\" (did you mean \"SIGKILL\"?)");
  CHECK(error("crash('SIGSTOP')") == "crash: SIGSTOP does not end a process: it stops it");
  CHECK(error("crash(9)").starts_with("crash: signal must be a string"));
}

TEST_CASE("all faults take a label, a probability and a trigger") {
  for (const char* fault : {"deny('EIO', ", "returns(0, ", "skip(", "crash(", "allow(", "trace("}) {
    const plan::Rule all =
        rule(std::string(fault) + "label = 'x', probability = '30%', nth = 3, per = 'thread')");
    CHECK(all.label == "x");
    CHECK(all.probability == 0.3);
    CHECK(all.trigger == plan::Trigger{3, 3, 1, UINT64_MAX, plan::Per::thread});
  }
}

TEST_CASE("what a fault does not take is told at the argument") {
  CHECK(error("skip(nht = 3)")
            .starts_with("skip: unexpected argument \"nht\" (did you mean \"nth\"?"));
  CHECK(error("skip(at = 'exit')").starts_with("skip: unexpected argument \"at\""));
  CHECK(error("deny('EIO', max_fires = 3)") ==
        "deny: \"max_fires\" is not available in this version");
  CHECK(error("crash(mode = 'x')") == "crash: \"mode\" is not available in this version");
  CHECK(error("deny('EIO', probability = 20.0)") ==
        "deny: probability must be from 0 to 1 or a percentage such as \"30%\", got 20.0");
}

TEST_CASE("per= is one of four, needs a count, and a call that has one") {
  CHECK(rule("deny('EIO', nth = 2, per = 'fd')").trigger.per == plan::Per::fd);
  CHECK(rule("deny('EIO', times = 2, per = 'path')", "wal").trigger.per == plan::Per::path);
  CHECK(error("deny('EIO', nth = 2, per = 'proces')") ==
        "deny: per=\"proces\" is none of process, thread, fd, path (did you mean \"process\"?)");
  CHECK(error("deny('EIO', per = 'fd')") ==
        "deny: per=\"fd\" needs one of nth, after, every, times or when");
  CHECK(error("deny('EIO', nth = 2, per = 'fd')", "poll") ==
        "fault_assumption: per=\"fd\" can't tell calls of poll, ppoll apart: they have no "
        "descriptor");
  CHECK(error("trace(nth = 2, per = 'path')", "connect") ==
        "fault_assumption: per=\"path\" can't tell calls of connect apart: they name no file");
}

TEST_CASE("only what can be made up can be skipped") {
  CHECK(rule("skip()", "persist").action.kind == ActionKind::skip);
  CHECK(error("skip()", "openat") ==
        "fault_assumption: openat can't be skipped: its success brings the caller more than that "
        "it worked, and only the kernel can make that");
  const std::string family = whole_error("skip()", "sendto");
  CHECK(family.find("sendmmsg can't be skipped") != std::string::npos);
  CHECK(family.find("op([\"sendto(2)\", \"sendmsg\"]) can be skipped") != std::string::npos);
}

TEST_CASE("members that never meet the op's predicates need not be skippable") {
  const std::string ops =
      "db = service('db', 'b', ops = {'log': op(['fsync', 'poll'], path = '*.wal')})\n";
  const LoadedSpec spec(ops + "a = fault_assumption('a', target = db, log = skip())\n");
  CHECK(spec.assumption("a").rules[0].action.kind == ActionKind::skip);
  CHECK(load_error("db = service('db', 'b', ops = {'log': op(['fsync', 'poll'])})\n"
                   "a = fault_assumption('a', target = db, log = skip())\n")
            .find("poll can't be skipped") != std::string::npos);
}

TEST_CASE("a rule that can't be is told in a running test too") {
  FakeRuntime runtime;
  LoadedSpec spec(std::string(two_services) +
                  "def test_it():\n    fault(db, read = skip(), run = lambda: None)\n");
  const BodyResult result = spec.run("test_it", runtime);
  CHECK(result.kind == BodyResult::Kind::error);
  CHECK(result.reason.find("read can't be skipped") != std::string::npos);
  CHECK(runtime.log.empty());
}

TEST_CASE("a fault prints as it is written") {
  CHECK(printed("deny('EIO', at = 'exit', nth = 3, per = 'fd'), returns(-1), skip(label = 'x')") ==
        "print deny(\"EIO\", at=\"exit\", nth=3, per=\"fd\") | returns(-1) | skip(label=\"x\")");
  CHECK(printed("crash(), crash('term', at = 'exit'), allow(probability = 0.5), trace()") ==
        "print crash(\"SIGKILL\") | crash(\"SIGTERM\", at=\"exit\") | allow(probability=0.5) | "
        "trace()");
}

TEST_CASE("the command line knows all faults, and their notes and errors") {
  const std::vector<std::string> faults = {"fsync=skip()", "read=returns(-5, nth=3)",
                                           "write=crash(at='exit')", "close=allow()",
                                           "unlink=trace()"};
  const auto line = read_command_line({}, faults, "sh");
  REQUIRE(line.has_value());
  CHECK(line->rules.size() == 5);
  CHECK(line->rules[2].action.at == Moment::exit);
  REQUIRE(line->notes.size() == 1);
  CHECK(line->notes[0].starts_with("--fault:1:6: note: returns(-5) makes"));
  const auto bad = read_command_line({}, std::vector<std::string>{"read=skip()"}, "sh");
  CHECK(bad.error().at(0).starts_with("--fault:1:1: error: read can't be skipped"));
}

}  // namespace mishap::spec
