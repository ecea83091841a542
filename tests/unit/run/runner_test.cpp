// The course of a run: services come and go, errors end it, nothing is left.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "tests/unit/run/fakes.h"

using namespace mishap;
using fakes::Bench;
using fakes::content;

namespace {

/// A directory that goes with the test.
struct Scratch {
  std::filesystem::path path;
  Scratch() {
    std::string name = std::filesystem::temp_directory_path() / "mishap-run-XXXXXX";
    path = mkdtemp(name.data());
  }
  ~Scratch() { std::filesystem::remove_all(path); }
  std::string file(const std::string& name) const { return path / name; }
};

std::string text_of(const std::string& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A check that never succeeds: nobody listens on port 1.
plan::Healthcheck check_of_nobody() {
  plan::Healthcheck check;
  check.target = "localhost:1";
  return check;
}

/// Waits until the file has some text, at most five seconds.
std::string await_text(const std::string& file) {
  for (int i = 0; i < 500 && text_of(file).empty(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return text_of(file);
}

}  // namespace

TEST_CASE("tests run in their order without an engine when no rule asks for one") {
  Bench bench;
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    runtime.print("hello");
    return content();
  });
  bench.program.add_test("test_b", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  CHECK(run.engine.name.empty());
  CHECK(bench.log.asked.empty());
  CHECK(bench.observer.told == std::vector<std::string>{"start test_a", "hello", "end test_a",
                                                        "start test_b", "end test_b"});
}

TEST_CASE("every test gets fresh services, in an enclosure that goes with it") {
  Scratch scratch;
  Bench bench;
  bench.program.add_service("db", "echo up >> " + scratch.file("log") + "; sleep 60");
  const auto body = [&](spec::Runtime&) {
    CHECK(bench.alive.contains("db"));
    await_text(scratch.file("log"));
    return content();
  };
  bench.program.add_test("test_a", body);
  bench.program.add_test("test_b", [&](spec::Runtime&) {
    for (int i = 0; i < 500 && text_of(scratch.file("log")) != "up\nup\n"; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return content();
  });
  const report::RunResult run = bench.run();
  CHECK(text_of(scratch.file("log")) == "up\nup\n");
  CHECK(run.tests[0].services[0].pid != run.tests[1].services[0].pid);
  CHECK(bench.alive.empty());
}

TEST_CASE("a service's children end with it") {
  Scratch scratch;
  Bench bench;
  bench.program.add_service("db", "sleep 60 & echo $! > " + scratch.file("pid") + "; wait");
  bench.program.add_test("test_a", [&](spec::Runtime&) {
    await_text(scratch.file("pid"));
    return content();
  });
  bench.run();
  const std::string stat =
      text_of("/proc/" + std::to_string(std::stoi(text_of(scratch.file("pid")))) + "/stat");
  CHECK((stat.empty() || stat.find(") Z") != std::string::npos));
}

TEST_CASE("a service that dies is an event and a diagnostic; the verdict stays the body's") {
  Bench bench;
  bench.program.add_service("db", "echo last words; exit 3");
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    (void)runtime.tcp(plan::TcpRequest());
    return content();
  });
  const report::RunResult run = bench.run();
  const report::TestResult& test = run.tests[0];
  CHECK(test.passed());
  CHECK(test.services[0].exit == "exit code 3");
  CHECK(test.services[0].output_tail == "last words\n");
  REQUIRE(test.diagnostics.size() == 1);
  CHECK(test.diagnostics[0].code == "SERVICE_CRASHED");
  const auto exited =
      std::ranges::find(test.events, trace::EventKind::service_exited, &trace::Event::kind);
  REQUIRE(exited != test.events.end());
  CHECK(exited->status == 3);
  CHECK_FALSE(exited->ok);
}

TEST_CASE("a step is two events around it") {
  Bench bench;
  bench.program.add_test("test_a", [](spec::Runtime& runtime) {
    plan::HttpRequest request;
    request.service = "web";
    request.method = "GET";
    request.port = 1;
    CHECK_FALSE(runtime.http(request).ok);
    return content();
  });
  const std::vector<trace::Event> events = bench.run().tests[0].events;
  REQUIRE(events.size() == 2);
  CHECK(events[0].kind == trace::EventKind::step_send);
  CHECK(events[0].text == "GET /");
  CHECK(events[1].kind == trace::EventKind::step_recv);
  CHECK(events[1].service == "web");
  CHECK_FALSE(events[1].ok);
}

TEST_CASE("services that never come up end the run at the first test") {
  Bench bench;
  bench.program.add_service("db", "echo no config; exit 1");
  bench.program.plan_.services[0].healthcheck = check_of_nobody();
  bench.program.add_test("test_a", [](spec::Runtime&) { return content(); });
  bench.program.add_test("test_b", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  REQUIRE(run.gave_up.has_value());
  CHECK(run.gave_up->code == "LAUNCH_FAILED");
  CHECK(run.gave_up_output == "no config\n");
  CHECK(run.tests.empty());
  CHECK(run.not_run == std::vector<std::string>{"test_a", "test_b"});
  CHECK(bench.alive.empty());
}

TEST_CASE("services that came up before are an error of this test alone") {
  Scratch scratch;
  Bench bench;
  // Dies at once from its second start on.
  bench.program.add_service("db", "test -e " + scratch.file("ran") + " && exit 1; touch " +
                                      scratch.file("ran") + "; sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime&) {
    for (int i = 0; i < 500 && !std::filesystem::exists(scratch.file("ran")); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    // Only now: a check that is readable from the first start on would need a listener.
    bench.program.plan_.services[0].healthcheck = check_of_nobody();
    return content();
  });
  bench.program.add_test("test_b", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  CHECK_FALSE(run.gave_up.has_value());
  REQUIRE(run.tests.size() == 2);
  CHECK(run.tests[1].outcome == report::Outcome::error);
  CHECK(run.tests[1].failure_type == "service_start");
}

TEST_CASE("a missing program is told of before anything starts") {
  Bench bench;
  bench.program.add_service("db", "");
  bench.program.plan_.services[0].binary = "./no-such-program";
  bench.program.plan_.services[0].place = {"fake.star", 5, 6};
  bench.program.add_test("test_a", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  REQUIRE(run.gave_up.has_value());
  CHECK(run.gave_up->code == "LAUNCH_FAILED");
  CHECK(run.gave_up->place.line == 5);
  CHECK(bench.observer.told.empty());
}

TEST_CASE("an interrupt ends the run; the test that was running does not count") {
  Bench bench;
  system::FileDescriptor interrupt(eventfd(0, EFD_CLOEXEC));
  bench.options.interrupt_fd = interrupt.get();
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    eventfd_write(interrupt.get(), 1);
    CHECK_FALSE(runtime.arm({fakes::rule("db", "write")}).has_value());
    return content();
  });
  bench.program.add_test("test_b", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  CHECK(run.interrupted);
  CHECK(run.tests.empty());
  CHECK(run.not_run.size() == 2);
  CHECK(bench.alive.empty());
}

TEST_CASE("a test that outlasts the ceiling is an error") {
  Bench bench;
  bench.options.ceiling = std::chrono::milliseconds(50);
  bench.program.add_test("test_a", [&](spec::Runtime&) {
    // A body in a loop of its own: it ends because it is cancelled.
    for (int i = 0; i < 500 && !bench.program.cancelled; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    CHECK(bench.program.cancelled);
    return content();
  });
  const report::RunResult run = bench.run();
  CHECK(run.tests[0].outcome == report::Outcome::error);
  CHECK(run.tests[0].reason == "the test did not end within 0.05 s");
}

TEST_CASE("a test out of time does not tell how its interrupted body ended") {
  Bench bench;
  bench.options.ceiling = std::chrono::milliseconds(50);
  bench.program.add_test("test_a", [&](spec::Runtime&) {
    for (int i = 0; i < 500 && !bench.program.cancelled; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    spec::BodyResult result;
    result.kind = spec::BodyResult::Kind::error;
    result.reason = result.detail = result.hint = "cancelled";
    result.place = {"fake.star", 3, 1};
    return result;
  });
  const report::TestResult test = bench.run().tests[0];
  CHECK(test.reason == "the test did not end within 0.05 s");
  CHECK(test.detail.empty());
  CHECK(test.hint.empty());
  CHECK_FALSE(test.place.known());
}

TEST_CASE("a body that begins at the moment of the cancel, and forgets it, hears of it again") {
  Bench bench;
  bench.options.ceiling = std::chrono::milliseconds(50);
  const auto cancelled = [&] {
    for (int i = 0; i < 500 && !bench.program.cancelled; ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return bench.program.cancelled.load();
  };
  bench.program.add_test("test_a", [&](spec::Runtime&) {
    CHECK(cancelled());
    bench.program.cancelled = false;
    CHECK(cancelled());
    return content();
  });
  CHECK(bench.run().tests[0].failure_type == "timeout");
}

TEST_CASE("an interrupt does not hide that something could not be cleaned up") {
  const system::FileDescriptor interrupt(eventfd(0, EFD_CLOEXEC));
  Bench bench;
  bench.options.interrupt_fd = interrupt.get();
  bench.program.add_service("db", "sleep 60");
  bench.program.add_test("test_a", [&](spec::Runtime& runtime) {
    CHECK(runtime.arm({fakes::rule("db", "write")}).has_value());
    const auto inner = runtime.arm({fakes::rule("db", "fsync")});
    eventfd_write(interrupt.get(), 1);
    bench.log.arm_fails = {true};
    CHECK_FALSE(runtime.disarm(*inner).has_value());
    return content();
  });
  const report::RunResult run = bench.run();
  CHECK(run.interrupted);
  REQUIRE(run.gave_up.has_value());
  CHECK(run.gave_up->message == "no room");
}

TEST_CASE("a service that gets no enclosure is told of with its place") {
  Bench bench;
  bench.program.add_service("db", "sleep 60");
  bench.program.plan_.services[0].place = {"fake.star", 5, 6};
  bench.world.make_enclosure = [](const std::string&) -> Result<std::unique_ptr<run::Enclosure>> {
    return fail("no room");
  };
  bench.program.add_test("test_a", [](spec::Runtime&) { return content(); });
  const report::RunResult run = bench.run();
  REQUIRE(run.gave_up.has_value());
  CHECK(run.gave_up->message == "service \"db\": no room");
  CHECK(run.gave_up->code == "LAUNCH_FAILED");
  CHECK(run.gave_up->place.line == 5);
}

TEST_CASE("a test that asserts nothing is told of") {
  Bench bench;
  bench.program.add_test("test_a", [](spec::Runtime&) { return spec::BodyResult{}; });
  bench.program.add_test("test_b", [](spec::Runtime&) {
    spec::BodyResult result;
    result.expect_returned_bool = true;
    return result;
  });
  const report::RunResult run = bench.run();
  CHECK(run.tests[0].diagnostics[0].code == "TEST_NO_ASSERTIONS");
  REQUIRE(run.tests[1].diagnostics.size() == 1);
  CHECK(run.tests[1].diagnostics[0].code == "EXPECT_RETURNED_VALUE");
}
