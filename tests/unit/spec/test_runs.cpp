// What running the body of a test does, in which order, and how it ends.
#include <chrono>
#include <thread>

#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"

namespace mishap::spec {
namespace {

using Names = std::vector<std::string>;
using Kind = BodyResult::Kind;

std::string with_services(const std::string& rest) {
  return two_services + rest;
}

}  // namespace

TEST_CASE("fault() arms around run() and returns what run() returned") {
  LoadedSpec spec(with_services(R"(
def test_it():
    r = fault(db, persist = deny("EIO"), run = lambda: db.send(data = "SET"))
    db.send(data = "AFTER " + r)
)"));
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).kind == Kind::passed);
  CHECK(runtime.log ==
        Names{"arm 1: db.persist=EIO", "SEND db:5432 SET", "disarm 1", "SEND db:5432 AFTER PONG"});
}

TEST_CASE("nested fault() calls push and pop") {
  LoadedSpec spec(with_services(R"(
def test_it():
    fault(db, write = deny("EIO"), run = lambda:
        fault(db, fsync = deny("ENOSPC"), run = lambda: print("inside")))
)"));
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).kind == Kind::passed);
  CHECK(runtime.log == Names{"arm 1: db.write=EIO", "arm 2: db.fsync=ENOSPC", "print inside",
                             "disarm 2", "disarm 1"});
}

TEST_CASE("an error in run() disarms every fault on its way out") {
  LoadedSpec spec(with_services(R"(
def boom():
    return 1 // 0

def test_it():
    fault(db, write = deny("EIO"), run = lambda: fault(api, write = deny("EIO"), run = boom))
)"));
  FakeRuntime runtime;
  const BodyResult result = spec.run("test_it", runtime);
  CHECK(result.kind == Kind::error);
  CHECK(result.place.line == 7);
  CHECK(result.detail.find("test_it") != std::string::npos);
  CHECK(runtime.log ==
        Names{"arm 1: db.write=EIO", "arm 2: api.write=EIO", "disarm 2", "disarm 1"});
}

TEST_CASE("fault() takes an assumption") {
  LoadedSpec spec(with_services(R"(
bad = fault_assumption("bad", target = db, write = deny("EIO"), fsync = deny("EROFS"))

def test_it():
    fault(bad, run = lambda: None)
)"));
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).kind == Kind::passed);
  CHECK(runtime.log == Names{"arm 1: db.write=EIO db.fsync=EROFS", "disarm 1"});
}

TEST_CASE("a rule that two assumptions of one test share is armed once") {
  LoadedSpec spec(with_services(R"(
a = fault_assumption("a", target = db, write = deny("EIO"))
b = fault_assumption("b", target = db, fsync = deny("EIO"), faults = [a])
def nothing():
    pass
fault_scenario("it", scenario = nothing, faults = [a, b])
)"));
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).kind == Kind::passed);
  CHECK(runtime.log == Names{"arm 1: db.write=EIO db.fsync=EIO", "disarm 1"});
}

TEST_CASE("an error in the scenario fails the test before expect") {
  LoadedSpec spec(with_services(R"(
bad = fault_assumption("bad", target = db, write = deny("EIO"))
def broken():
    fail("no luck", 3)
fault_scenario("it", scenario = broken, faults = bad, expect = lambda r: print("judged"))
)"));
  FakeRuntime runtime;
  const BodyResult result = spec.run("test_it", runtime);
  CHECK(result.kind == Kind::assertion);
  CHECK(result.reason == "no luck 3");
  CHECK(runtime.log == Names{"arm 1: db.write=EIO", "disarm 1"});
}

TEST_CASE("an expect that asserts nothing and returns a bool is told apart") {
  LoadedSpec spec(with_services(R"(
def s():
    return 5
fault_scenario("returned", scenario = s, expect = lambda r: r == 6)
fault_scenario("asserted", scenario = s, expect = lambda r: assert_true(r == 5) == None)
fault_scenario("nothing", scenario = s, expect = lambda r: None)
)"));
  FakeRuntime runtime;
  const BodyResult returned = spec.run("test_returned", runtime);
  CHECK(returned.kind == Kind::passed);
  CHECK(returned.expect_returned_bool);
  CHECK(returned.return_value == "5");
  CHECK_FALSE(spec.run("test_asserted", runtime).expect_returned_bool);
  CHECK_FALSE(spec.run("test_nothing", runtime).expect_returned_bool);
}

TEST_CASE("assertions name what was found, and count") {
  LoadedSpec spec(R"(
def test_eq():
    assert_true(1 < 2)
    assert_eq("200", 200, "status")
def test_plain():
    assert_true([])
def test_message():
    assert_true(0, message = "zero is false")
)");
  FakeRuntime runtime;
  const BodyResult eq = spec.run("test_eq", runtime);
  CHECK(eq.kind == Kind::assertion);
  CHECK(eq.reason == "assert_eq failed: \"200\" != 200 (status)");
  CHECK(eq.hint == "the left is string, the right is int");
  CHECK(eq.assertions == 2);
  CHECK(eq.place.line == 4);
  CHECK(spec.run("test_plain", runtime).reason == "assertion failed");
  CHECK(spec.run("test_message", runtime).reason == "zero is false");
}

TEST_CASE("a step that is given its path by position says how to write it") {
  LoadedSpec spec(with_services("def test_it():\n    api.get('/x')\n"));
  FakeRuntime runtime;
  const BodyResult result = spec.run("test_it", runtime);
  CHECK(result.reason == "get: takes named arguments only");
  CHECK(result.hint == "write path=\"/x\"");
}

TEST_CASE("a response shows status, body, JSON and headers") {
  LoadedSpec spec(with_services(R"(
def test_it():
    r = api.main.get(path = "/a", headers = {"X-Id": "7"})
    assert_eq((r.status, r.ok, bool(r), r.error), (503, True, True, ""))
    assert_eq(r.data["qty"], 2)
    assert_eq(r.body, '{"qty": 2}')
    assert_eq(r.headers["content-type"], "application/json")
    assert_eq(r.duration_ms, 1.5)
    assert_eq(api.get(path = "/b").data, "plain")
    assert_true(not api.get(path = "/c"))
)"));
  FakeRuntime runtime;
  plan::Response response;
  response.ok = true;
  response.status = 503;
  response.body = R"({"qty": 2})";
  response.headers["content-type"] = "application/json";
  response.duration_ms = 1.5;
  runtime.responses["/a"] = response;
  response.body = "plain";
  runtime.responses["/b"] = response;
  runtime.responses["/c"] = plan::Response{};
  const BodyResult result = spec.run("test_it", runtime);
  CHECK_MESSAGE(result.kind == Kind::passed, result.detail);
  CHECK(runtime.requests[0].headers.at("X-Id") == "7");
  CHECK(runtime.requests[0].method == "GET");
}

TEST_CASE("steps that can't be carried out say so") {
  LoadedSpec spec(with_services(R"(
two = service("two", "bin/two", interface("a", "http", 1), interface("b", "http", 2))
def test_attribute():
    api.get().staus
def test_protocol():
    db.get(path = "/")
def test_keyword():
    api.get(pth = "/x")
def test_path():
    api.get(path = "x")
def test_two():
    two.get()
def test_transport():
    db.send(data = "x")
)"));
  FakeRuntime runtime;
  runtime.tcp_reply = fail("tcp send failed: connection refused");
  const auto reason = [&](const char* test) { return spec.run(test, runtime).reason; };
  CHECK(reason("test_attribute").find("did you mean \"status\"") != std::string::npos);
  CHECK(reason("test_protocol") ==
        "get: interface \"main\" of db speaks tcp, which has no step \"get\"");
  CHECK(reason("test_keyword").find("did you mean \"path\"") != std::string::npos);
  CHECK(reason("test_path") == "get: path must begin with '/', got \"x\"");
  CHECK(reason("test_two") == "get: service \"two\" has multiple interfaces, specify which one");
  CHECK(reason("test_transport") == "tcp send failed: connection refused");
}

TEST_CASE("a service uses the interface that is called default") {
  LoadedSpec spec(R"(
web = service("web", "bin/web", interface("admin", "http", 1), interface("default", "http", 2))
def test_it():
    web.delete(path = "/x")
)");
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).kind == Kind::passed);
  CHECK(runtime.log == Names{"DELETE web:2/x"});
}

TEST_CASE("an engine that can't arm or disarm is an error of the test") {
  LoadedSpec spec(with_services(R"(
bad = fault_assumption("bad", target = db, write = deny("EIO"))
def s():
    pass
fault_scenario("it", scenario = s, faults = bad)
)"));
  FakeRuntime cannot_arm, cannot_disarm;
  cannot_arm.arm_fails = true;
  cannot_disarm.disarm_fails = true;
  CHECK(spec.run("test_it", cannot_arm).reason == "the kernel can't inject");
  CHECK(spec.run("test_it", cannot_disarm).reason == "the engine is gone");
  CHECK(spec.run("test_it", cannot_disarm).kind == Kind::error);
}

TEST_CASE("a test that loops past its timeout ends, and disarms") {
  LoadedSpec spec(with_services(R"(
bad = fault_assumption("bad", target = db, write = deny("EIO"))
def s():
    for i in range(1000000000):
        pass
fault_scenario("it", scenario = s, faults = bad, timeout = "50ms")
)"));
  FakeRuntime runtime;
  const BodyResult result = spec.run("test_it", runtime);
  CHECK(result.kind == Kind::error);
  CHECK(result.reason == "timed out after 0.05 s");
  CHECK(runtime.log == Names{"arm 1: db.write=EIO", "disarm 1"});
}

TEST_CASE("steps get no more time than the test has left") {
  LoadedSpec spec(with_services(R"(
def s():
    api.get()
fault_scenario("it", scenario = s, timeout = "2s")
)"));
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).kind == Kind::passed);
  CHECK(runtime.requests[0].timeout_ns <= 2'000'000'000);
}

TEST_CASE("cancel() ends a running body from another thread, the next one runs again") {
  LoadedSpec spec(R"(
def test_loop():
    for i in range(1000000000):
        pass
def test_short():
    pass
)");
  FakeRuntime runtime;
  std::jthread canceller([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    spec.program().cancel();
  });
  CHECK(spec.run("test_loop", runtime).kind == Kind::error);
  canceller.join();
  CHECK(spec.run("test_short", runtime).kind == Kind::passed);
}

TEST_CASE("declarations inside a running test are refused") {
  LoadedSpec spec(R"(
def test_it():
    service("late", "bin/late")
)");
  FakeRuntime runtime;
  CHECK(spec.run("test_it", runtime).reason ==
        "service: can only be called while the spec loads, not in a running test");
}

TEST_CASE("print() in a test goes to the test") {
  LoadedSpec spec(R"(
def test_it():
    print("a", 1, [None])
)");
  FakeRuntime runtime;
  spec.run("test_it", runtime);
  CHECK(runtime.log == Names{"print a 1 [None]"});
}

}  // namespace mishap::spec
