// order-svc: takes orders over HTTP and reserves their goods at inventory-svc. POST /orders, GET
// /orders/ID, GET /inventory/SKU, GET /health. Environment: PORT (8080), INVENTORY_ADDR
// (localhost:5432).
#include <algorithm>
#include <cstdlib>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>

#include "examples/shop/http.h"
#include "examples/shop/inventory_client.h"
#include "examples/shop/net.h"

namespace shop {
namespace {

using Json = nlohmann::ordered_json;

/// A word that can stand in inventory-svc's line protocol.
bool is_sku(const std::string& text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return c > ' '; });
}

class Orders {
 public:
  explicit Orders(const std::string& inventory_address) : inventory_(inventory_address) {}

  Reply answer(const Request& request) {
    if (request.path == "/health") return {200, "ok\n"};
    if (request.path == "/orders") {
      return request.method == "POST" ? place(request.body) : Reply{405, "method not allowed\n"};
    }
    if (request.path.starts_with("/orders/")) return show(request.path.substr(8));
    if (request.path.starts_with("/inventory/")) return stock(request.path.substr(11));
    return {404, "not found\n"};
  }

 private:
  Reply place(const std::string& body);
  Reply fail(Json order, int status, const std::string& error);
  Reply keep(const Json& order, int status);

  Reply show(const std::string& id) {
    const std::lock_guard lock(mutex_);
    const auto found = orders_.find(id);
    if (found == orders_.end()) return {404, "order not found\n"};
    return {200, found->second + "\n", "application/json"};
  }

  Reply stock(const std::string& sku) const {
    if (!is_sku(sku)) return {400, "sku missing\n"};
    const auto reply = inventory_.ask("CHECK " + sku);
    if (!reply) return {503, "inventory error: " + reply.error() + "\n"};
    if (*reply == "NOT_FOUND") return {404, "sku not found\n"};
    if (reply->find_first_not_of("0123456789") != std::string::npos)
      return {503, "inventory error: " + *reply + "\n"};
    return {200, "{\"sku\":" + Json(sku).dump(-1, ' ', false, Json::error_handler_t::replace) +
                     ",\"qty\":" + *reply + "}\n"};
  }

  const InventoryClient inventory_;
  std::mutex mutex_;  ///< Guards the two below.
  int last_id_ = 0;
  std::map<std::string, std::string> orders_;  ///< As JSON.
};

Reply Orders::keep(const Json& order, int status) {
  const std::string text = order.dump();
  const std::lock_guard lock(mutex_);
  orders_[order["id"].get<std::string>()] = text;
  return {status, text + "\n", "application/json"};
}

Reply Orders::fail(Json order, int status, const std::string& error) {
  order["status"] = "failed";
  order["error"] = error;
  return keep(order, status);
}

Reply Orders::place(const std::string& body) {
  const Json wanted = Json::parse(body, nullptr, false);
  if (!wanted.is_object()) return {400, "bad request: the body is not a JSON object\n"};
  const auto sku_field = wanted.find("sku"), quantity_field = wanted.find("qty");
  if (sku_field == wanted.end() || !sku_field->is_string() || !is_sku(*sku_field))
    return {400, "bad request: sku is missing\n"};
  const bool has_quantity = quantity_field != wanted.end();
  if (has_quantity && !quantity_field->is_number_integer())
    return {400, "bad request: qty is not a whole number\n"};
  const std::string sku = *sku_field;
  const int64_t asked = has_quantity ? quantity_field->get<int64_t>() : 1;
  const int64_t quantity = asked <= 0 ? 1 : asked;

  Json order;
  {
    const std::lock_guard lock(mutex_);
    order["id"] = "order-" + std::to_string(++last_id_);
  }
  order["sku"] = sku;
  order["qty"] = quantity;
  const auto in_stock = inventory_.ask("CHECK " + sku);
  if (!in_stock) return fail(order, 503, "inventory unreachable: " + in_stock.error());
  if (*in_stock == "NOT_FOUND") return fail(order, 404, "sku not found");
  const auto reserved = inventory_.ask("RESERVE " + sku + " " + std::to_string(quantity));
  if (!reserved) return fail(order, 503, "inventory error: " + reserved.error());
  if (!reserved->starts_with("OK")) return fail(order, 409, *reserved);
  order["status"] = "confirmed";
  const int remaining = std::atoi(reserved->c_str() + 2);
  if (remaining != 0) order["remaining_stock"] = remaining;
  return keep(order, 200);
}

}  // namespace
}  // namespace shop

int main() {
  const char* given = std::getenv("INVENTORY_ADDR");
  const std::string inventory = given != nullptr ? given : "localhost:5432";
  const uint16_t port = shop::port_from_environment(8080);
  shop::Orders orders(inventory);
  const int listener = shop::listen_on(
      port, "listening on port " + std::to_string(port) + ", inventory at " + inventory);
  shop::serve(listener, [&](int socket) {
    shop::talk_http(socket, [&](const shop::Request& request) { return orders.answer(request); });
  });
}
