// What the runner reads out of a plan: the order of services, their environment, the tests that
// --test means.
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "user/run/environment.h"
#include "user/run/selection.h"
#include "user/run/services.h"
#include "user/run/start_order.h"

using namespace mishap;

namespace {

plan::Service service(const std::string& name, std::vector<std::string> depends_on = {}) {
  plan::Service service;
  service.name = name;
  service.depends_on = std::move(depends_on);
  service.place = {"a.star", 1, 1};
  return service;
}

std::vector<std::string> names(const Result<std::vector<const plan::Service*>>& order) {
  std::vector<std::string> names;
  for (const plan::Service* each : *order) names.push_back(each->name);
  return names;
}

plan::Plan plan_with_tests(std::vector<std::string> names) {
  plan::Plan plan;
  plan.file = "a.star";
  for (std::string& name : names) {
    plan.tests.emplace_back();
    plan.tests.back().name = std::move(name);
  }
  return plan;
}

std::vector<std::string> selected(const plan::Plan& plan,
                                  const std::vector<std::string>& patterns) {
  const auto tests = run::select_tests(plan, patterns);
  std::vector<std::string> names;
  for (const plan::Test* test : *tests) names.push_back(test->name);
  return names;
}

}  // namespace

TEST_CASE("services start after those that they depend on, else in the order of the spec") {
  plan::Plan plan;
  plan.services = {service("web", {"db", "cache"}), service("cache"), service("db", {"cache"}),
                   service("x")};
  CHECK(names(run::start_order(plan)) == std::vector<std::string>{"cache", "db", "web", "x"});
}

TEST_CASE("a cycle is told in full") {
  plan::Plan plan;
  plan.services = {service("a", {"b"}), service("b", {"c"}), service("c", {"b"})};
  const auto order = run::start_order(plan);
  REQUIRE_FALSE(order.has_value());
  CHECK(order.error().message == "services depend on each other: b → c → b");
  CHECK(order.error().place.line == 1);
}

TEST_CASE("every service learns where all interfaces are") {
  plan::Plan plan;
  plan.services = {service("my-db"), service("web")};
  plan.services[0].interfaces = {{"main", "tcp", 5432, {}}};
  plan.services[1].env = {{"MODE", "test"}};
  const auto variables = run::service_variables(plan, plan.services[1]);
  CHECK(variables.at("MISHAP_MY_DB_MAIN_ADDR") == "localhost:5432");
  CHECK(variables.at("FAULTBOX_MY_DB_MAIN_PORT") == "5432");
  CHECK(variables.at("FAULTBOX_MY-DB_MAIN_HOST") == "localhost");
  CHECK(variables.at("MODE") == "test");
}

TEST_CASE("the service's own env wins") {
  plan::Plan plan;
  plan.services = {service("db")};
  plan.services[0].interfaces = {{"main", "tcp", 1, {}}};
  plan.services[0].env = {{"MISHAP_DB_MAIN_HOST", "elsewhere"}};
  CHECK(run::service_variables(plan, plan.services[0]).at("MISHAP_DB_MAIN_HOST") == "elsewhere");
}

TEST_CASE("--test takes a name with and without test_, and globs") {
  const plan::Plan plan = plan_with_tests({"test_a", "test_ab", "test_b"});
  CHECK(selected(plan, {}) == std::vector<std::string>{"test_a", "test_ab", "test_b"});
  CHECK(selected(plan, {"a"}) == std::vector<std::string>{"test_a"});
  CHECK(selected(plan, {"test_b"}) == std::vector<std::string>{"test_b"});
  CHECK(selected(plan, {"a*"}) == std::vector<std::string>{"test_a", "test_ab"});
  CHECK(selected(plan, {"b", "a"}) == std::vector<std::string>{"test_a", "test_b"});
}

TEST_CASE("--test matrix_SCENARIO means a row of the matrix") {
  plan::Plan plan = plan_with_tests({"test_matrix_order_wal", "test_other"});
  plan.tests[0].kind = plan::TestKind::matrix_cell;
  plan.tests[0].scenario = "order";
  CHECK(selected(plan, {"test_matrix_order"}) == std::vector<std::string>{"test_matrix_order_wal"});
}

TEST_CASE("--test that means nothing says so, with the nearest name") {
  const auto none = run::select_tests(plan_with_tests({"test_wal_failure"}), {"wal_failrue"});
  REQUIRE_FALSE(none.has_value());
  CHECK(none.error().message == "--test wal_failrue matches no test of a.star");
  CHECK(none.error().hint == "did you mean wal_failure?");
}

TEST_CASE("a port that stays in use is told of, with who has it") {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(listener, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listener, 1) == 0);
  REQUIRE(getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  plan::Service inventory = service("inventory");
  inventory.interfaces = {{"main", "tcp", ntohs(address.sin_port), {"a.star", 4, 5}}};
  const Result<void> free = run::await_free_ports({&inventory}, -1);
  close(listener);
  REQUIRE_FALSE(free.has_value());
  CHECK(free.error().code == "PORT_IN_USE");
  CHECK(free.error().message.starts_with("port " + std::to_string(ntohs(address.sin_port)) +
                                         " of service inventory is in use by pid " +
                                         std::to_string(getpid())));
  CHECK(free.error().place.line == 4);
}
