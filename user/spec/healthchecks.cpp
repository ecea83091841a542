// tcp() and http(): how to tell that a service is ready.
#include "user/spec/healthchecks.h"

#include <charconv>

#include <fmt/format.h>

#include "user/spec/arguments.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

/// Whether the text is HOST:PORT with a port that can be connected to.
bool is_host_and_port(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view digits = text.substr(colon + 1);
  int port = 0;
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), port);
  return error == std::errc() && end == digits.end() && port >= 1 && port <= 65535;
}

Value healthcheck(Call& call, plan::Healthcheck::Kind kind, std::string_view parameter) {
  std::string_view target = call.string(parameter);
  const bool is_http = kind == plan::Healthcheck::Kind::http;
  const std::string_view scheme = is_http ? "http://" : "tcp://";
  if (target.starts_with(scheme)) target.remove_prefix(scheme.size());
  const std::string_view address = is_http ? target.substr(0, target.find('/')) : target;
  if (!is_host_and_port(address))
    call.fail_at(parameter,
                 fmt::format("\"{}\" is not an address to check", call.string(parameter)),
                 is_http ? "expected \"HOST:PORT/PATH\", such as \"localhost:8080/health\""
                         : "expected \"HOST:PORT\", such as \"localhost:5432\"");
  plan::Healthcheck check;
  check.kind = kind;
  check.target = target;
  check.timeout_ns = duration_or(call, "timeout", check.timeout_ns);
  check.place = to_place(call.place());
  return call.heap().host(std::make_shared<HealthcheckValue>(std::move(check)));
}

}  // namespace

std::string HealthcheckValue::repr() const {
  const bool is_http = healthcheck_.kind == plan::Healthcheck::Kind::http;
  return fmt::format("<healthcheck {}://{}>", is_http ? "http" : "tcp", healthcheck_.target);
}

BuiltinDef tcp_builtin() {
  return {
      .name = "tcp",
      .params = {required("addr", type::kString),
                 optional("timeout", type::kString).keyword_only().shown_default("\"10s\"")},
      .doc = "A service is ready when this address accepts connections.",
      .run = [](Call& call) { return healthcheck(call, plan::Healthcheck::Kind::tcp, "addr"); }};
}

BuiltinDef http_builtin() {
  return {
      .name = "http",
      .params = {required("url", type::kString),
                 optional("timeout", type::kString).keyword_only().shown_default("\"10s\"")},
      .doc = "A service is ready when a GET of this URL gives a status from 200 to 399.",
      .run = [](Call& call) { return healthcheck(call, plan::Healthcheck::Kind::http, "url"); }};
}

}  // namespace mishap::spec
