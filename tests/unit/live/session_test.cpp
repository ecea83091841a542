// A session from its engine to its summary, on an engine that isn't one.
#include "user/live/session.h"

#include <cstring>
#include <fstream>
#include <iterator>

#include <doctest/doctest.h>
#include <fcntl.h>
#include <nlohmann/json.hpp>
#include <sys/syscall.h>

#include "bpf/abi.h"
#include "tests/unit/engine/fake_engine.h"
#include "tests/unit/live/records.h"
#include "tests/unit/system/temp_directory.h"
#include "user/live/diagnose.h"
#include "user/system/file_descriptor.h"

using namespace mishap;
using namespace mishap::live;

namespace {

using Strings = std::vector<std::string>;

/// A session with its engine and the file that it writes to.
struct Bench {
  tests::EngineLog log;
  tests::TempDirectory directory;
  system::FileDescriptor file{
      open((directory.path() + "/out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600)};
  Output output{file.get()};
  std::unique_ptr<Session> session;

  Bench(const Texts& texts, const SessionOptions& options) {
    auto opened = Session::open(
        read_request(texts, "ls").value(), options,
        [this](const engine::EngineChoice& choice) {
          log.choice = choice;
          return std::make_unique<tests::FakeEngine>(log);
        },
        output);
    session = std::move(opened.value());
  }
  std::string written() const {
    std::ifstream in(directory.path() + "/out");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  /// Starts, pumps until all is drained, finishes.
  std::string all() {
    REQUIRE(session->start(1));
    REQUIRE(session->finish());
    return written();
  }
  Strings codes() const {
    Strings codes;
    for (const report::Diagnostic& each : session->diagnostics()) codes.push_back(each.code);
    return codes;
  }
};

Mode mode(const Texts& texts, const SessionOptions& options) {
  return mode_of(read_request(texts, "ls").value(), options);
}

/// Of the rules, in the order in which the kernel side asks them.
std::vector<uint32_t> counters_in(const compile::ScopeImage& image) {
  mishap_image header;
  std::memcpy(&header, image.bytes.data(), sizeof(header));
  std::vector<uint32_t> counters;
  for (size_t at = header.rules; counters.size() < 2; at += sizeof(mishap_rule)) {
    mishap_rule rule;
    std::memcpy(&rule, image.bytes.data() + at, sizeof(rule));
    counters.push_back(rule.counter);
  }
  return counters;
}

const std::string op = "p=op([\"write\"], path=\"/tmp/*\")";
const std::string op_by_size = "p=op([\"write\"], size=\">=4096\")";

}  // namespace

TEST_CASE("what is traced follows from what is asked for") {
  CHECK(mode({{}, {}, {}}, {.trace = true}).trace == Trace::calls);
  CHECK(mode({{op}, {}, {}}, {.trace = true}).trace == Trace::operations);
  CHECK(mode({{}, {"write=EIO"}, {}}, {.trace = true}).trace == Trace::rules);
  CHECK(mode({{}, {"write=EIO"}, {}}, {.trace = true, .all_calls = true}).trace == Trace::calls);
  CHECK(mode({{op}, {"write=EIO"}, {}}, {}).trace == Trace::none);
}

TEST_CASE("only faults, and operations that calls don't show, need a kernel that injects") {
  CHECK_FALSE(mode({{}, {}, {}}, {.trace = true}).injects);
  CHECK_FALSE(mode({{op}, {}, {}}, {.trace = true}).injects);
  CHECK(mode({{op_by_size}, {}, {}}, {.trace = true}).injects);
  CHECK(mode({{}, {"write=EIO"}, {}}, {}).injects);
  CHECK_FALSE(mode({{}, {}, {}}, {}).needs_engine());
  CHECK_FALSE(mode({{op}, {}, {}}, {}).needs_engine());
  CHECK(mode({{}, {}, {}}, {.summary = true}).takes_calls);
  CHECK_FALSE(mode({{}, {"write=EIO"}, {}}, {.summary = true}).takes_calls);
}

TEST_CASE("the engine is opened for what there is to do") {
  const Bench faults({{}, {"write=EIO"}, {}}, {.mechanism = "override", .seed = 7});
  CHECK(faults.log.choice.mechanism == "override");
  CHECK(faults.log.choice.seed == 7);
  CHECK_FALSE(faults.log.choice.only_trace);
  CHECK_FALSE(faults.log.choice.trace_calls);
  const Bench trace({{}, {}, {}}, {.trace = true, .of_process = true});
  CHECK(trace.log.choice.only_trace);
  CHECK(trace.log.choice.trace_calls);
  CHECK(trace.log.choice.process_scopes);
  const Bench nothing({{}, {}, {}}, {});
  CHECK(nothing.session->engine() == nullptr);
}

TEST_CASE("rules are armed at the start and lifted at the end") {
  Bench bench({{}, {"write=EIO", "fsync=EIO"}, false}, {});
  bench.all();
  CHECK(bench.log.identities == Strings{"write 0", "fsync 1", "io_uring_setup 2"});
  CHECK(bench.log.asked == Strings{"attach 1", "arm 8", "disarm", "drain"});
}

TEST_CASE("a kernel without io_uring needs no refusal of it") {
  Bench bench({{}, {"write=EIO"}, false}, {});
  bench.log.refused = {SYS_io_uring_setup};
  const auto started = bench.session->start(1);
  // This machine's own kernel tells whether there is an io_uring to refuse.
  if (started)
    CHECK(bench.log.asked == Strings{"arm 5"});
  else
    CHECK(started.error().hint.starts_with("--io-uring=allow"));
}

TEST_CASE("a call that met a fault is a line in the words of a test's trace") {
  Bench bench({{op}, {"p=deny(\"EIO\", label=\"disk\")"}, true}, {.trace = true});
  bench.log.events = {
      {tests::event("write", 0, true, "/tmp/a"), tests::event("write", 0, false, "/tmp/b\n")}};
  CHECK(bench.all() ==
        "#1  pid 4711     p(write)          deny(EIO)  [disk]  /tmp/a\n"
        "#2  pid 4711     p(write)          held back  [disk]  \"/tmp/b\\n\"\n");
}

TEST_CASE("an operation without a fault is told without a decision") {
  Bench bench({{op}, {"fsync=EIO"}, true}, {.trace = true});
  bench.log.events = {{tests::event("write", 1, false, "/tmp/a")}};
  CHECK(bench.all() == "#1  pid 4711     p(write)            /tmp/a\n");
}

TEST_CASE("a faulted call and its record are one line of the trace of calls") {
  Bench bench({{}, {"write=deny(\"EIO\", label=\"disk\")"}, true},
              {.trace = true, .all_calls = true});
  bench.log.calls = {{tests::call("write", -5, "/tmp/a"), tests::call("close", 0)}};
  bench.log.events = {{tests::event("write", 0, true, "/tmp/a")}};
  bench.log.calls[0][1].time_ns = 90'000;
  CHECK(bench.all() ==
        "[pid 4711] write(0</tmp/a>, NULL, 0) = -1 EIO (Input/output error) <0.000042>  deny(EIO)  "
        "[disk]\n"
        "[pid 4711] close(0) = 0 <0.000042>\n");
}

TEST_CASE("of operations alone, only their calls are listed") {
  Bench bench({{op}, {}, {}}, {.trace = true});
  bench.log.calls = {{tests::call("write", 1, "/tmp/a"), tests::call("write", 1, "/tmp/a/b"),
                      tests::call("read", 1, "/tmp/a")}};
  CHECK(bench.all() == "[pid 4711] write(0</tmp/a>, NULL, 0) = 1 <0.000042>  p\n");
}

TEST_CASE("operations that calls don't show are told by rules that never fire") {
  Bench bench({{op_by_size}, {}, {}}, {.trace = true});
  bench.log.calls = {{tests::call("write", 1, "/a"), tests::call("write", 1, "/b")}};
  bench.log.calls[0][1].time_ns = 90'000;
  bench.log.events = {{tests::event("write", 0, false, "/a")}};
  CHECK(bench.all() == "[pid 4711] write(0</a>, NULL, 0) = 1 <0.000042>  p\n");
  CHECK(bench.log.identities == Strings{"p 0"});
  const Strings& asked = bench.log.asked;
  REQUIRE(asked.size() >= 3);
  CHECK(Strings(asked.begin(), asked.begin() + 3) == Strings{"trace", "arm 5", "disarm"});
}

TEST_CASE("JSON lines have what text lines have") {
  Bench bench({{op}, {"p=EIO"}, true}, {.trace = true, .all_calls = true, .json = true});
  bench.log.calls = {{tests::call("write", -5, "/tmp/a\xff")}};
  bench.log.events = {{tests::event("write", 0, true, "/tmp/a")}};
  const auto json = nlohmann::json::parse(bench.all());
  CHECK(json["type"] == "call");
  CHECK(json["pid"] == 4711);
  CHECK(json["syscall"] == "write");
  CHECK(json["paths"] == nlohmann::json({"/tmp/a\uFFFD"}));
  CHECK(json["result"] == -5);
  CHECK(json["errno"] == "EIO");
  CHECK(json["duration_ns"] == 42'000);
  CHECK(json["args"].size() == 6);
  CHECK(json["met"][0]["op"] == "p");
  CHECK(json["met"][0]["decision"] == "deny(EIO)");
  CHECK(json["met"][0]["fired"] == true);
}

TEST_CASE("an event as JSON says which fault and what became of it") {
  Bench bench({{}, {"write=deny(\"EIO\", label=\"disk\")"}, true}, {.trace = true, .json = true});
  bench.log.events = {{tests::event("write", 0, true, "/tmp/a")}};
  const auto json = nlohmann::json::parse(bench.all());
  CHECK(json["type"] == "event");
  CHECK(json["seq"] == 1);
  CHECK(json["keyword"] == "write");
  CHECK(json["label"] == "disk");
  CHECK(json["errno"] == "EIO");
  CHECK(json["path"] == "/tmp/a");
}

TEST_CASE("the summary has a row for each fault, with its counts") {
  Bench bench({{op}, {"write=EIO:30%"}, false}, {.summary = true, .seed = 42});
  bench.log.seen[0] = {.matched = 12, .fired = 4, .path_unknown = 1};
  bench.log.seen[2] = {.matched = 3, .fired = 0, .path_unknown = 0};
  CHECK(bench.all() ==
        "engine: fake, mechanism none (a test)\n"
        "seed: 42\n"
        "operation  fault                         matched      fired  held back  path unknown\n"
        "write      deny(EIO, probability=0.3)         12          4          8             1\n"
        "p          -                                   3          -          -             0\n");
}

TEST_CASE("an operation sees its calls before a fault decides them, whatever they are about") {
  Bench bench({{op}, {"write=EIO"}, true}, {.summary = true});
  bench.all();
  // The fault was given first, and keeps the identity that its probability depends on.
  CHECK(bench.log.identities == Strings{"write 0", "p 1"});
  REQUIRE(bench.log.images.size() == 1);
  CHECK(counters_in(bench.log.images[0]) == std::vector<uint32_t>{1, 0});
}

TEST_CASE("the summary tells what was lost, untold or unfinished") {
  Bench bench({{}, {"write=EIO:30%"}, true}, {.summary = true, .seed = 42});
  bench.log.seen[0] = {.matched = 5000, .fired = 4, .held_back_untold = 3996, .unfinished = 2};
  bench.log.losses = tests::missed(7, "calls passed");
  const std::string text = bench.all();
  CHECK(text.contains(
      "write: 2 of those that fired were told nothing, since they did not return or a "
      "signal came first\n"));
  CHECK(text.ends_with("lost: 7 calls passed\n"));
}

TEST_CASE("the summary as JSON has the whole account") {
  Bench bench({{}, {"write=EIO:30%"}, true}, {.summary = true, .json = true});
  bench.log.seen[0] = {.matched = 5000, .fired = 4, .held_back_untold = 3996, .unfinished = 2};
  bench.log.losses = tests::missed(7, "calls passed");
  bench.log.passed = 90;
  const auto json = nlohmann::json::parse(bench.all());
  CHECK(json["rules"][0]["held_back_untold"] == 3996);
  CHECK(json["rules"][0]["unfinished"] == 2);
  CHECK(json["calls_passed"] == 90);
  CHECK(json["losses"] == nlohmann::json{{"events_dropped", 0},
                                         {"decisions_missed", 7},
                                         {"bypassed", 0},
                                         {"detail", "7 calls passed"}});
}

TEST_CASE("the summary tells what went past faults, each submission once") {
  const auto of = [](bool json) {
    Bench bench({{op}, {"write=EIO", "pwrite64=EIO", "fsync=EIO"}, true},
                {.summary = true, .json = json});
    bench.log.bypasses = {{23, 5}, {2, 1}, {0, 9}};  // WRITE, WRITEV, NOP
    return bench.all();
  };
  const auto json = nlohmann::json::parse(of(true));
  CHECK(json["rules"][0]["bypassed"] == nlohmann::json{{"WRITE", 5}, {"WRITEV", 1}});
  CHECK(json["rules"][1]["bypassed"] == json["rules"][0]["bypassed"]);
  CHECK_FALSE(json["rules"][2].contains("bypassed"));
  CHECK_FALSE(json["rules"][3].contains("bypassed"));  // Only watches.
  CHECK(json["losses"]["bypassed"] == 6);
  CHECK(of(false).contains("write: 6 submissions to io_urings may have gone past it\n"));
}

TEST_CASE("io_uring's refusal is in the summary when it fired") {
  Bench bench({{}, {"write=EIO"}, false}, {.summary = true});
  bench.log.seen[1] = {.matched = 1, .fired = 1, .path_unknown = 0};
  CHECK(bench.all().contains("\nio_uring_setup  deny(ENOSYS)"));
}

TEST_CASE("a summary alone adds calls up, the longest first") {
  Bench bench({{}, {}, {}}, {.summary = true});
  engine::RawCall slow = tests::call("fsync", -5);
  slow.duration_ns = 3'000'000;
  bench.log.calls = {{tests::call("write", 1), tests::call("write", 1), slow}};
  const std::string text = bench.all();
  CHECK(
      text.contains("  97.28    0.003000        3000         1         1 fsync\n"
                    "   2.72    0.000084          42         2           write\n"
                    " 100.00    0.003084        1028         3         1 total\n"));
}

TEST_CASE("a summary of operations counts their calls without a rule") {
  Bench bench({{op}, {}, {}}, {.summary = true, .json = true});
  bench.log.calls = {{tests::call("write", 1, "/tmp/a"), tests::call("write", 1, "/b")}};
  const auto json = nlohmann::json::parse(bench.all());
  CHECK(json["type"] == "summary");
  CHECK(json["rules"][0]["op"] == "p");
  CHECK(json["rules"][0]["matched"] == 1);
  CHECK(json["calls"][0]["calls"] == 1);
}

TEST_CASE("what makes a session doubtful is told") {
  Bench bench({{}, {"write=EIO"}, true}, {.trace = true});
  bench.log.losses = tests::dropped(3);
  engine::add_losses(bench.log.losses, tests::missed(2, "calls passed"));
  bench.log.bypasses = {{.operation = 23, .submissions = 5}};  // IORING_OP_WRITE
  bench.log.gaps = {"calls of 32-bit programs are not faulted"};
  bench.log.seen[0] = {.matched = 0, .fired = 0, .path_unknown = 4};
  bench.all();
  CHECK(bench.codes() == Strings{"EVENTS_LOST", "DECISIONS_MISSED", "DECISIONS_MISSED",
                                 "BYPASS_SEEN", "CALLS_NOT_COVERED"});
}

TEST_CASE("a trace says how many of the calls held back it leaves out") {
  Bench bench({{}, {"write=EIO:30%"}, true}, {.trace = true});
  bench.log.seen[0] = {.matched = 5000, .fired = 4, .held_back_untold = 3996};
  bench.all();
  const auto found = bench.session->diagnostics();
  REQUIRE(found.size() == 1);
  CHECK(found[0].code == "HELD_BACK_UNTOLD");
  CHECK(found[0].message ==
        "3996 of the 4996 calls that the write fault held back are not in the trace");
}

TEST_CASE("what was missed has its number, its cause and the way out") {
  const engine::Losses lost = tests::missed(3, "calls passed by the guard", true);
  const auto found = missed_decisions(lost, "fmod_ret", {});
  REQUIRE(found.size() == 1);
  CHECK(warning_text(found[0]) ==
        "mishap: warning: [DECISIONS_MISSED] 3 decisions were missed: 3 calls passed by the guard "
        "(counted machine-wide, so they may be of other processes)\n"
        "  --mechanism override has no such guard, on kernels that have it\n");
}

TEST_CASE("records that nobody asked for are not missed") {
  Bench bench({{}, {"write=EIO"}, true}, {});
  bench.log.losses.events_dropped = 3;
  bench.all();
  CHECK(bench.codes().empty());
  CHECK_FALSE(bench.session->pump().has_value());
}

TEST_CASE("submissions that stand for none of the faulted calls are no bypass") {
  Bench bench({{}, {"connect=EIO"}, true}, {});
  bench.log.bypasses = {{.operation = 23, .submissions = 5}};
  bench.all();
  CHECK(bench.codes().empty());
}

TEST_CASE("a warning is a line of its own, with what to do below it") {
  const auto lost = lost_events(tests::dropped(1));
  REQUIRE(lost.size() == 1);
  CHECK(warning_text(lost.front()).starts_with("mishap: warning: [EVENTS_LOST] 1 records were "));
  CHECK(warning_text(lost.front()).contains("\n  trace less"));
}

TEST_CASE("after a failed write nothing more is written") {
  const system::FileDescriptor read_only(open("/dev/null", O_RDONLY | O_CLOEXEC));
  Output output(read_only.get());
  output.write("x");
  CHECK(output.error() == EBADF);
}
