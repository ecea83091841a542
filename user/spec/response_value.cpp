// What a spec sees of the response to an HTTP step.
#include "user/spec/response_value.h"

#include <fmt/format.h>

#include "starlark/heap.h"
#include "starlark/json.h"

namespace mishap::spec {

using starlark::Heap;
using starlark::Value;

namespace {

Value headers_of(Heap& heap, const plan::Response& response) {
  const Value headers = heap.dict();
  for (const auto& [name, value] : response.headers) heap.set(headers, name, heap.string(value));
  return headers;
}

/// The body as JSON when it is JSON, and as it came otherwise.
Value data_of(Heap& heap, const plan::Response& response) {
  const auto decoded = starlark::decode_json(heap, response.body);
  return decoded ? *decoded : heap.string(response.body);
}

}  // namespace

std::string ResponseValue::repr() const {
  if (!response_.ok) return fmt::format("<response error={}>", response_.error);
  return fmt::format("<response status={}>", response_.status);
}

std::optional<Value> ResponseValue::attr(Heap& heap, Value, std::string_view name) {
  if (name == "status") return heap.integer(response_.status);
  if (name == "body") return heap.string(response_.body);
  if (name == "data") return data_of(heap, response_);
  if (name == "ok") return Value::boolean(response_.ok);
  if (name == "error") return heap.string(response_.error);
  if (name == "duration_ms") return heap.real(response_.duration_ms);
  if (name == "headers") return headers_of(heap, response_);
  return std::nullopt;
}

std::vector<std::string> ResponseValue::attr_names() const {
  return {"body", "data", "duration_ms", "error", "headers", "ok", "status"};
}

}  // namespace mishap::spec
