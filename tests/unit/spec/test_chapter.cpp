// The chapter's spec, word for word, as a Plan.
#include <algorithm>
#include <fstream>
#include <sstream>

#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"

namespace mishap::spec {
namespace {

using Names = std::vector<std::string>;

std::string chapter() {
  std::stringstream text;
  text << std::ifstream(MISHAP_SOURCE_DIR "/examples/shop/chapter12.star").rdbuf();
  return text.str();
}

const Names persist_syscalls = {"write",    "writev", "pwrite64", "pwritev",
                                "pwritev2", "fsync",  "fdatasync"};

}  // namespace

TEST_CASE("the chapter has eight tests, in alphabetical order") {
  const LoadedSpec spec(chapter());
  Names names;
  for (const plan::Test& test : spec.plan().tests) names.push_back(test.name);
  CHECK(names == Names{"test_check_inventory", "test_matrix_check_inventory_persist_broken",
                       "test_matrix_check_inventory_wal_broken",
                       "test_matrix_place_order_persist_broken",
                       "test_matrix_place_order_wal_broken", "test_persist_failure",
                       "test_place_order", "test_wal_failure"});
}

TEST_CASE("the chapter's services carry all that starting them takes") {
  const LoadedSpec spec(chapter());
  const plan::Service& orders = *spec.plan().service("orders");
  CHECK(orders.binary == "bin/linux/order-svc");
  CHECK(orders.env.at("INVENTORY_ADDR") == "localhost:5432");
  CHECK(orders.depends_on == Names{"inventory"});
  CHECK(orders.interfaces.at(0).protocol == "http");
  CHECK(orders.interfaces.at(0).port == 8080);
  CHECK(orders.healthcheck->kind == plan::Healthcheck::Kind::http);
  CHECK(orders.healthcheck->target == "localhost:8080/health");
  CHECK(spec.plan().service("inventory")->healthcheck->target == "localhost:5432");
}

TEST_CASE("the chapter's ops are expanded by family, in the order declared") {
  const LoadedSpec spec(chapter());
  const auto& ops = spec.plan().service("inventory")->ops;
  REQUIRE(ops.size() == 2);
  CHECK(ops[0].name == "persist");
  CHECK(ops[0].syscalls == persist_syscalls);
  CHECK(ops[0].where.globs.empty());
  CHECK(ops[1].name == "wal_write");
  CHECK(ops[1].where.globs == Names{"/tmp/*.wal"});
}

TEST_CASE("an op as keyword becomes one rule with the op's syscalls and path") {
  const LoadedSpec spec(chapter());
  const auto& rules = spec.assumption("wal_broken").rules;
  REQUIRE(rules.size() == 1);
  CHECK(rules[0].service == "inventory");
  CHECK(rules[0].keyword == "wal_write");
  CHECK(rules[0].op == "wal_write");
  CHECK(rules[0].syscalls == persist_syscalls);
  CHECK(rules[0].where.globs == Names{"/tmp/*.wal"});
  CHECK(rules[0].action.error_number == 5);
  CHECK(rules[0].label == "WAL broken");
  CHECK(rules[0].assumption == "wal_broken");
  CHECK(rules[0].probability == 1.0);
}

TEST_CASE("the chapter's matrix is two by two, its cells point at it") {
  const LoadedSpec spec(chapter());
  REQUIRE(spec.plan().matrices.size() == 1);
  CHECK(spec.plan().matrices[0].scenarios == Names{"place_order", "check_inventory"});
  CHECK(spec.plan().matrices[0].faults == Names{"persist_broken", "wal_broken"});
  const plan::Test& cell = spec.test("test_matrix_check_inventory_wal_broken");
  CHECK(cell.kind == plan::TestKind::matrix_cell);
  CHECK(cell.scenario == "check_inventory");
  CHECK(cell.assumptions == Names{"wal_broken"});
  CHECK(cell.matrix == 0);
  CHECK(cell.has_expect);
}

TEST_CASE("a cell of the chapter arms, posts, judges and disarms") {
  LoadedSpec spec(chapter());
  FakeRuntime runtime;
  runtime.responses["/orders"] = {
      .ok = true, .status = 409, .body = "", .headers = {}, .error = "", .duration_ms = 1};
  const BodyResult result = spec.run("test_wal_failure", runtime);
  CHECK(result.kind == BodyResult::Kind::passed);
  CHECK(result.assertions == 1);
  CHECK(result.return_value == "<response status=409>");
  CHECK(runtime.log ==
        Names{"arm 1: inventory.wal_write=EIO", "POST orders:8080/orders", "disarm 1"});
  CHECK(runtime.requests[0].body == R"({"sku":"widget","qty":1})");
}

TEST_CASE("an expectation that does not hold fails with its message and place") {
  LoadedSpec spec(chapter());
  FakeRuntime runtime;
  const BodyResult result = spec.run("test_wal_failure", runtime);
  CHECK(result.kind == BodyResult::Kind::expectation);
  CHECK(result.reason == "assert_eq failed: 200 != 409 (expected 409 on WAL failure)");
  CHECK(result.place.known());
  CHECK(runtime.log.back() == "disarm 1");
}

}  // namespace mishap::spec
