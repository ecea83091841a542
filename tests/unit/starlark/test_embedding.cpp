// How a host gives programs functions and objects of its own, and calls them back.
#include <doctest/doctest.h>

#include "tests/unit/starlark/support.h"

namespace starlark {
namespace {

struct Registry {
  std::vector<std::string> services;
};

/// A service with a method, an attribute, and operators.
class Service : public HostObject {
 public:
  Service(std::string name, std::int64_t port) : name_(std::move(name)), port_(port) {}
  std::string_view type_name() const override { return "service"; }
  std::string repr() const override { return "service(" + name_ + ")"; }
  std::vector<std::string> attr_names() const override { return {"port", "address"}; }
  std::optional<Value> attr(Heap& heap, Value self, std::string_view name) override {
    static const BuiltinDef kAddress = {
        .name = "address", .params = {optional("scheme", type::kString)}, .run = [](Call& call) {
          auto* service = as<Service>(call.self());
          return call.heap().string(std::string(call.string_or("scheme", "tcp")) +
                                    "://localhost:" + std::to_string(service->port_));
        }};
    if (name == "port") return heap.integer(port_);
    if (name == "address") return heap.method(kAddress, self);
    return std::nullopt;
  }
  std::optional<Value> binary(Heap& heap, Op op, Value other, bool self_is_right) override {
    auto by = to_int64(other);
    if (op != Op::kAdd || !by || self_is_right) return std::nullopt;
    return heap.host(std::make_shared<Service>(name_, port_ + *by));
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::int64_t port_;
};

BuiltinDef service_builtin() {
  return {.name = "service",
          .params = {required("name", type::kString), optional("port", type::kInt).keyword_only(),
                     optional("env", type::kDict).or_none().keyword_only()},
          .args_name = "interfaces",
          .args_types = type::kString,
          .run = [](Call& call) {
            call.user<Registry>().services.emplace_back(call.string("name"));
            return call.heap().host(std::make_shared<Service>(
                std::string(call.string("name")), call.integer_or("port", 80, 1, 65535)));
          }};
}

struct WithService : Script {
  Registry registry;
  WithService() {
    environment->add(service_builtin());
    options.host.user_data = &registry;
  }
  std::string error_of(std::string text) {
    auto module = run(std::move(text));
    return module ? "" : module.error().to_string();
  }
};

TEST_CASE("a builtin makes host objects and reaches the host's data") {
  WithService script;
  auto module = script.run(
      "db = service('db', port = 5432)\nup = db + 1\n"
      "told = [db.port, db.address(), up.address(scheme = 'http'), str(db)]\n");
  REQUIRE(module);
  CHECK(script.registry.services == std::vector<std::string>{"db"});
  CHECK(repr(*(*module)->find("told")) ==
        R"-([5432, "tcp://localhost:5432", "http://localhost:5433", "service(db)"])-");
  CHECK(as<Service>(*(*module)->find("db"))->name() == "db");
}

TEST_CASE("globals come in order, with their places") {
  WithService script;
  auto module = script.run("b = 1\n\ndef a():\n    pass\n");
  REQUIRE(module);
  REQUIRE((*module)->globals().size() == 2);
  CHECK((*module)->globals()[0].name == "b");
  CHECK((*module)->globals()[1].place.to_string() == "spec.star:3:5");
  CHECK(function_name((*module)->globals()[1].value) == "a");
  CHECK(function_place((*module)->globals()[1].value).line == 3);
}

TEST_CASE("an unknown argument is told at its place, with the likely and the accepted names") {
  WithService script;
  CHECK(script.error_of("db = service('db', prot = 5432)\n") ==
        "spec.star:1:20: error: service: unexpected argument \"prot\" (did you mean \"port\"?)\n"
        "    1 | db = service('db', prot = 5432)\n"
        "      |                    ^~~~~~~~~~~\n"
        "note: \"service\" accepts name, port and env\n");
}

TEST_CASE("a wrong type is told at its argument") {
  WithService script;
  CHECK(
      script.error_of("service('db', port = '80')")
          .starts_with("spec.star:1:15: error: service: port must be an int, not string \"80\"\n"));
  CHECK(script.error_of("service(name = 3)")
            .starts_with("spec.star:1:9: error: service: name must be a string, not int 3\n"));
  CHECK(
      script.error_of("service('db', 7)")
          .starts_with("spec.star:1:15: error: service: interfaces must be a string, not int 7\n"));
  CHECK(script.error_of("service('db', port = 99999)")
            .starts_with(
                "spec.star:1:15: error: service: port must be from 1 to 65535, not 99999\n"));
  CHECK(script.error_of("service(port = 1)")
            .starts_with("spec.star:1:1: error: service: missing argument name\n"));
  CHECK(script.error_of("service('a', name = 'b')")
            .starts_with("spec.star:1:14: error: service: argument \"name\" is given twice\n"));
}

TEST_CASE("None is as good as absent where a parameter says so") {
  WithService script;
  CHECK(script.error_of("service('db', env = None)") == "");
  CHECK(script.error_of("service('db', port = None)")
            .starts_with("spec.star:1:15: error: service: port must be an int, not None\n"));
}

TEST_CASE("a misspelt attribute of a host object") {
  WithService script;
  CHECK(script.error_of("service('db').prot")
            .starts_with("spec.star:1:15: error: a service has no attribute `prot` (did you mean "
                         "\"port\"?)\n"));
}

TEST_CASE("functions of a module run later, on a thread of their own") {
  Script script;
  auto module = script.run("seen = [1]\ndef test(x, *, y = 2):\n    return [x, y, seen]\n");
  REQUIRE(module);
  Thread thread;
  Value args[] = {Value::small_int(7)};
  NamedValue named[] = {{"y", thread.heap().string("why")}};
  auto result = thread.call(*(*module)->find("test"), args, named);
  REQUIRE(result);
  CHECK(repr(*result) == R"([7, "why", [1]])");
}

TEST_CASE("module values are frozen in calls") {
  Script script;
  auto module = script.run("seen = []\ndef test():\n    seen.append(1)\n");
  Thread thread;
  auto result = thread.call(*(*module)->find("test"));
  REQUIRE(!result);
  CHECK(result.error().headline() == "spec.star:3:10: error: cannot append to a frozen list");
}

struct AssertionFailed {
  int number;
};

TEST_CASE("a host's failure carries a payload through Starlark frames") {
  Script script;
  script.environment->add({.name = "check", .run = [](Call& call) -> Value {
                             call.fail({.message = "not so", .payload = AssertionFailed{42}});
                           }});
  auto module = script.run("def test():\n    [check() for _ in range(1)]\n");
  Thread thread;
  auto result = thread.call(*(*module)->find("test"));
  REQUIRE(!result);
  CHECK(result.error().code == ErrorCode::kHost);
  CHECK(std::any_cast<AssertionFailed>(result.error().payload).number == 42);
  CHECK(result.error().place.to_string() == "spec.star:2:6");
  CHECK(result.error().backtrace.size() == 1);
}

TEST_CASE("a builtin may call back and look at the failure itself") {
  Script script;
  script.environment->add(
      {.name = "attempt", .params = {required("body", type::kCallable)}, .run = [](Call& call) {
         auto result = call.try_call(call.arg("body"));
         return result ? *result : call.heap().string(result.error().message);
       }});
  auto module = script.run(
      "good = attempt(lambda: 1)\nbad = attempt(lambda: {}['x'])\n"
      "after = attempt(lambda: attempt(lambda: 2))\n");
  REQUIRE(module);
  CHECK(repr(*(*module)->find("good")) == "1");
  CHECK(repr(*(*module)->find("bad")) == R"("the dict has no key \"x\"")");
  CHECK(repr(*(*module)->find("after")) == "2");
}

TEST_CASE("surplus keyword arguments reach the builtin with their places") {
  Script script;
  script.environment->add({.name = "assume",
                           .params = {required("name", type::kString)},
                           .kwargs_name = "faults",
                           .run = [](Call& call) -> Value {
                             const std::vector<std::string> ops = {"persist", "wal_write"};
                             for (const Argument& fault : call.kwargs())
                               if (fault.name != "persist") call.unexpected(fault, ops, ops);
                             return Value::small_int(
                                 static_cast<std::int64_t>(call.kwargs().size()));
                           }});
  CHECK(script.run("x = assume('a', persist = 1)"));
  auto failed = script.run("x = assume('a',\n           presist = 1)");
  REQUIRE(!failed);
  CHECK(
      failed.error().headline() ==
      "spec.star:2:12: error: assume: unexpected argument \"presist\" (did you mean \"persist\"?)");
  CHECK(failed.error().hint == "\"assume\" accepts name, persist and wal_write");
}

TEST_CASE("values from C++: dicts keep their order, numbers their kind") {
  auto heap = Heap::create();
  Value dict = heap->dict();
  heap->set(dict, "b", heap->integer(INT64_MIN));
  heap->set(dict, "a", heap->real(0.5));
  heap->set(dict, "b", heap->integer(INT64_MAX));
  CHECK(repr(dict) == R"({"b": 9223372036854775807, "a": 0.5})");
  CHECK(to_int64(*dict_get(dict, "b")) == INT64_MAX);
  CHECK(!to_int64(*dict_get(dict, "a")));
  CHECK(!dict_get(dict, "c"));
  Value pair[] = {dict, Value::none()};
  CHECK(length(heap->tuple(pair)) == 2);
  CHECK(elements(heap->list(pair))[1].is_none());
}

}  // namespace
}  // namespace starlark
