// Garbage, roots, budgets, steps and cancellation.
#include <thread>

#include <doctest/doctest.h>

#include "tests/unit/starlark/support.h"

namespace starlark {
namespace {

Value function(const Result<std::shared_ptr<const Module>>& module, std::string_view name) {
  REQUIRE(module);
  return *(*module)->find(name);
}

constexpr const char* kChurn =
    "def churn(n):\n"
    "    last = None\n"
    "    for i in range(n):\n"
    "        last = [i, {'i': str(i)}, ['x' * 50]]\n"
    "        last.append(last)\n"
    "    return last[1]\n";

TEST_CASE("a long loop stays small") {
  Script script;
  auto module = script.run(kChurn);
  Thread thread({.limits = {.bytes = std::size_t{16} << 20}});
  Value n[] = {Value::small_int(200'000)};
  auto result = thread.call(function(module, "churn"), n);
  REQUIRE(result);
  CHECK(repr(*result) == R"({"i": "199999"})");
  CHECK(thread.heap().bytes() < std::size_t{9} << 20);
}

TEST_CASE("what the host holds lives through later calls") {
  Script script;
  auto module = script.run(std::string(kChurn) + "def make():\n    return ['made', [1, 2]]\n");
  Thread thread({.limits = {.bytes = std::size_t{16} << 20}});
  auto made = thread.call(function(module, "make"));
  Value n[] = {Value::small_int(100'000)};
  REQUIRE(thread.call(function(module, "churn"), n));
  CHECK(repr(*made) == R"(["made", [1, 2]])");
}

TEST_CASE("collect() leaves what a Root holds") {
  Script script;
  auto module = script.run("def make():\n    return ['kept', {'deep': [1]}]\n");
  Thread thread;
  Root root(thread.heap(), *thread.call(function(module, "make")));
  std::size_t before = thread.heap().bytes();
  for (int i = 0; i < 100; ++i) REQUIRE(thread.call(function(module, "make")));
  thread.collect();
  CHECK(thread.heap().bytes() == before);
  CHECK(repr(root.get()) == R"(["kept", {"deep": [1]}])");
}

TEST_CASE("a Root keeps a heap alive beyond its thread") {
  Root root;
  {
    Script script;
    auto module = script.run("def make():\n    return [len, lambda: 7]\n");
    Thread thread;
    root = Root(thread.heap(), *thread.call(function(module, "make")));
  }
  CHECK(repr(root.get()) == "[<built-in function len>, <function lambda>]");
}

TEST_CASE("a frozen function may be called by another thread while its maker goes on") {
  Script script;
  auto module = script.run("def make(n):\n    state = [n]\n    return lambda: state[0] * 2\n");
  Thread maker;
  Value n[] = {Value::small_int(21)};
  Value f = *maker.call(function(module, "make"), n);
  maker.heap().freeze(f);
  Root root(maker.heap(), f);
  std::int64_t seen = 0;
  std::thread([&, root] {
    Thread thread;
    seen = to_int64(*thread.call(root.get())).value_or(-1);
  }).join();
  CHECK(seen == 42);
}

TEST_CASE("limits end a program with an error of their own") {
  Script script;
  script.options.dialect = {.while_loops = true, .recursion = true};
  auto module = script.run(
      "def spin():\n    while True:\n        pass\n"
      "def hoard():\n    all = []\n    while True:\n        all.append('x' * 1000)\n"
      "def nest(n):\n    return nest(n + 1)\n"
      "def wrap():\n    x = []\n    for i in range(100000):\n        x = [x]\n    return x\n");
  Thread hoarder({.limits = {.bytes = std::size_t{8} << 20}});
  CHECK(hoarder.call(function(module, "hoard")).error().code == ErrorCode::kMemory);
  Thread thread({.limits = {.steps = 1'000'000, .depth = 500}});
  Value zero[] = {Value::small_int(0)};
  CHECK(thread.call(function(module, "nest"), zero).error().code == ErrorCode::kDepth);
  CHECK(length(*thread.call(function(module, "wrap"))) == 1);
  CHECK(thread.call(function(module, "spin")).error().code == ErrorCode::kSteps);
}

TEST_CASE("a deep recursion is an error, never a crash, whatever the depth limit") {
  Script script;
  script.options.dialect.recursion = true;
  auto module = script.run("def nest(n):\n    return [nest(n + 1)]\n");
  Thread thread({.limits = {.depth = 10'000'000}});
  Value zero[] = {Value::small_int(0)};
  auto result = thread.call(function(module, "nest"), zero);
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::kDepth);
}

TEST_CASE("another thread can cancel") {
  Script script;
  script.options.dialect.while_loops = true;
  auto module = script.run("def spin():\n    while True:\n        pass\n");
  std::atomic<bool> cancel = false;
  Thread thread({.cancel = &cancel});
  std::thread canceller([&] { cancel = true; });
  auto result = thread.call(function(module, "spin"));
  canceller.join();
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::kCancelled);
}

TEST_CASE("huge results are refused before memory is taken") {
  for (const char* text : {"'a' * (1 << 40)", "[0] * (1 << 60)", "(1,) * (1 << 60)",
                           "list(range(1 << 60))", "b'x' * 10000000000"})
    CHECK_MESSAGE(failure(std::string("x = ") + text).find("out of memory") != std::string::npos,
                  text);
}

}  // namespace
}  // namespace starlark
