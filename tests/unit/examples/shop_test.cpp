// The shop's services, run for real on free ports: what the specs of examples/shop rely on.
#include <doctest/doctest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/unit/protocol/loopback_server.h"
#include "tests/unit/system/temp_directory.h"
#include "user/protocol/health.h"
#include "user/protocol/http.h"
#include "user/protocol/tcp.h"

using namespace mishap;
using namespace mishap::tests;
using Json = nlohmann::json;

namespace {

const std::string bin = MISHAP_BINARY_DIR "/examples/shop/bin/linux/";

system::Process start(const std::string& name, uint16_t port,
                      const std::map<std::string, std::string>& env) {
  auto variables = env;
  variables["PORT"] = std::to_string(port);
  auto process = system::Process::spawn(
      {.binary = bin + name, .args = {}, .env = system::environment_with(variables)});
  REQUIRE(process);
  const plan::Healthcheck check{
      plan::Healthcheck::Kind::tcp, "localhost:" + variables["PORT"], 10'000'000'000, {}};
  REQUIRE(protocol::await_ready(name, check, *process));
  return std::move(*process);
}

struct Shop {
  TempDirectory directory;
  std::string wal = directory.path() + "/inventory.wal";
  uint16_t inventory_port = free_port();
  uint16_t orders_port = free_port();
  system::Process inventory = start("inventory-svc", inventory_port, {{"WAL_PATH", wal}});
  system::Process orders =
      start("order-svc", orders_port,
            {{"INVENTORY_ADDR", "localhost:" + std::to_string(inventory_port)}});

  std::string say(const std::string& line) const {
    plan::TcpRequest request;
    request.port = inventory_port;
    request.data = line;
    return protocol::tcp_send(request).value();
  }
  plan::Response http(const std::string& method, const std::string& path,
                      const std::string& body = "") const {
    plan::HttpRequest request;
    request.port = orders_port;
    request.method = method;
    request.path = path;
    request.body = body;
    return protocol::http_request(request);
  }
  /// From now on the log can't be opened: its name is a directory's.
  void break_wal() const {
    std::filesystem::remove(wal);
    std::filesystem::create_directory(wal);
  }
};

std::string contents(const std::string& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("inventory answers every command of its protocol") {
  const Shop shop;
  CHECK(shop.say("PING") == "PONG");
  CHECK(shop.say("ping") == "PONG");
  CHECK(shop.say("CHECK widget") == "100");
  CHECK(shop.say("CHECK anvil") == "NOT_FOUND");
  CHECK(shop.say("CHECK") == "ERR usage: CHECK <sku>");
  CHECK(shop.say("RESERVE gizmo 20") == "OK 5");
  CHECK(shop.say("RESERVE gizmo 6") == "ERR insufficient_stock 5");
  CHECK(shop.say("RESERVE anvil 1") == "ERR not_found");
  CHECK(shop.say("RESERVE gizmo") == "ERR usage: RESERVE <sku> <qty>");
  CHECK(shop.say("RESERVE gizmo x").starts_with("ERR bad qty: "));
  CHECK(shop.say("dance now") == "ERR unknown: DANCE");
  CHECK(shop.say("QUIT").empty());
}

TEST_CASE("a reservation is in the log before it is agreed to") {
  const Shop shop;
  CHECK(shop.say("RESERVE widget 3") == "OK 97");
  CHECK(shop.say("RESERVE gadget 1") == "OK 49");
  CHECK(contents(shop.wal) == "RESERVE widget 3\nRESERVE gadget 1\n");
}

TEST_CASE("a log that fails leaves the stock as it was") {
  const Shop shop;
  shop.break_wal();
  CHECK(shop.say("RESERVE widget 1") == "ERR wal: open: Is a directory");
  CHECK(shop.say("CHECK widget") == "100");
}

TEST_CASE("a write that fails is told with the system's words") {
  const uint16_t port = free_port();
  const auto process = start("inventory-svc", port, {{"WAL_PATH", "/dev/full"}});
  plan::TcpRequest request;
  request.port = port;
  request.data = "RESERVE widget 1";
  CHECK(protocol::tcp_send(request).value() == "ERR wal: write: No space left on device");
}

TEST_CASE("one connection carries many commands") {
  const Shop shop;
  plan::TcpRequest request;
  request.port = shop.inventory_port;
  request.data = "\nCHECK gizmo\r\nQUIT";
  CHECK(protocol::tcp_send(request).value() == "25");
}

TEST_CASE("an order reserves its goods and can be looked at") {
  const Shop shop;
  const auto placed = shop.http("POST", "/orders", R"({"sku":"widget","qty":2})");
  CHECK(placed.status == 200);
  CHECK(placed.headers.at("content-type") == "application/json");
  CHECK(placed.body ==
        R"({"id":"order-1","sku":"widget","qty":2,"status":"confirmed","remaining_stock":98})");
  CHECK(shop.http("GET", "/orders/order-1").body == placed.body);
  CHECK(shop.http("GET", "/orders/order-2").status == 404);
  CHECK(shop.http("GET", "/inventory/widget").body == R"({"sku":"widget","qty":98})");
}

TEST_CASE("orders that make no sense are refused") {
  const Shop shop;
  CHECK(shop.http("POST", "/orders", "not json").status == 400);
  CHECK(shop.http("POST", "/orders", R"({"qty":1})").status == 400);
  CHECK(shop.http("POST", "/orders", R"({"sku":"","qty":1})").status == 400);
  CHECK(shop.http("POST", "/orders", R"({"sku":"a\nQUIT","qty":1})").status == 400);
  CHECK(shop.http("GET", "/orders").status == 405);
  CHECK(shop.http("GET", "/inventory/").status == 400);
  CHECK(shop.http("GET", "/inventory/anvil").body == "sku not found");
  CHECK(shop.http("GET", "/nowhere").status == 404);
  CHECK(shop.http("GET", "/health").body == "ok");
}

TEST_CASE("a quantity of nothing or less means one") {
  const Shop shop;
  const auto placed = shop.http("POST", "/orders", R"({"sku":"widget","qty":0})");
  CHECK(Json::parse(placed.body)["qty"] == 1);
}

TEST_CASE("what is not there or not enough is told apart") {
  const Shop shop;
  const auto unknown = shop.http("POST", "/orders", R"({"sku":"anvil","qty":1})");
  CHECK(unknown.status == 404);
  CHECK(Json::parse(unknown.body)["error"] == "sku not found");
  const auto too_much = shop.http("POST", "/orders", R"({"sku":"gizmo","qty":26})");
  CHECK(too_much.status == 409);
  CHECK(Json::parse(too_much.body)["error"] == "ERR insufficient_stock 25");
  CHECK(Json::parse(too_much.body)["status"] == "failed");
}

TEST_CASE("a broken log is a conflict, and looking up stock goes on") {
  const Shop shop;
  shop.break_wal();
  const auto placed = shop.http("POST", "/orders", R"({"sku":"widget","qty":1})");
  CHECK(placed.status == 409);
  CHECK(Json::parse(placed.body)["error"] == "ERR wal: open: Is a directory");
  CHECK(shop.http("GET", "/inventory/widget").status == 200);
}

TEST_CASE("without inventory the shop is unavailable") {
  Shop shop;
  shop.inventory.send_signal(SIGKILL);
  shop.inventory.wait(std::chrono::seconds(5));
  const auto placed = shop.http("POST", "/orders", R"({"sku":"widget","qty":1})");
  CHECK(placed.status == 503);
  CHECK(Json::parse(placed.body)["error"] == "inventory unreachable: connect: Connection refused");
  CHECK(shop.http("GET", "/inventory/widget").body ==
        "inventory error: connect: Connection refused");
}

TEST_CASE("a port that is taken ends a service with a message") {
  const Shop shop;
  auto second = system::Process::spawn({.binary = bin + "inventory-svc",
                                        .args = {},
                                        .env = {"PORT=" + std::to_string(shop.inventory_port)}});
  CHECK(second.value().wait(std::chrono::seconds(5))->text() == "exit code 1");
}
