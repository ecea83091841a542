// Step methods: what a test sends to a service.
#include "user/spec/steps.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "user/spec/arguments.h"
#include "user/spec/response_value.h"
#include "user/spec/services.h"
#include "user/spec/session.h"

namespace mishap::spec {
namespace {

using namespace starlark;
namespace type = starlark::type;

constexpr std::array<std::string_view, 6> step_names = {"get",    "post",  "put",
                                                        "delete", "patch", "send"};
constexpr std::span http_steps = std::span(step_names).first<5>();
constexpr std::span tcp_steps = std::span(step_names).last<1>();

/// Where a step goes.
struct Target {
  std::string service;
  plan::Interface interface;
};

/// The interface behind service.post or service.interface.post; checks that its protocol has it.
Target target_of(const Call& call) {
  Target target;
  if (const auto* ref = as<InterfaceRef>(call.self())) {
    target = {ref->service(), ref->interface()};
  } else {
    const plan::Service& service = as<ServiceValue>(call.self())->service();
    const plan::Interface* only = default_interface(service);
    if (!only && service.interfaces.empty())
      call.fail(fmt::format("service \"{}\" has no interfaces", service.name),
                "declare where it listens: interface(\"main\", \"http\", 8080)");
    if (!only)
      call.fail(
          fmt::format("service \"{}\" has multiple interfaces, specify which one", service.name),
          fmt::format("write {}.{}.{}(...)", service.name, service.interfaces.front().name,
                      call.name()));
    target = {service.name, *only};
  }
  const auto steps = steps_of(target.interface.protocol);
  if (std::ranges::find(steps, call.name()) == steps.end())
    call.fail(
        fmt::format("interface \"{}\" of {} speaks {}, which has no step \"{}\"",
                    target.interface.name, target.service, target.interface.protocol, call.name()),
        steps.empty()
            ? "http and tcp have steps"
            : fmt::format("{} has {}", target.interface.protocol, fmt::join(steps, ", ")));
  return target;
}

TestRun& running_test(const Call& call) {
  TestRun* test = session_of(call).test;
  if (!test)
    call.fail("steps run inside tests, not while the spec loads",
              "put it into a function: def test_something(): ...");
  return *test;
}

/// Fails when the test's time is used up: a step that was cut short would mislead the next line.
void check_deadline(const Call& call, const TestRun& test) {
  if (monotonic_ns() >= test.deadline_ns) call.fail("the test's timeout has passed");
}

std::string upper(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](unsigned char c) { return std::toupper(c); });
  return result;
}

/// Text that must not end the line of a request that it stands in.
void check_one_line(const Call& call, std::string_view parameter, std::string_view text) {
  if (text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos)
    call.fail_at(parameter, fmt::format("{} must not contain line breaks", parameter));
}

/// Fails when a value is given by its position: get("/x").
void refuse_positional(const Call& call, std::string_view parameter) {
  if (call.args().empty()) return;
  const Argument& first = call.args().front();
  call.fail_at(first, "takes named arguments only",
               fmt::format("write {}={}", parameter,
                           first.value.is_string() ? starlark::repr(first.value) : "..."));
}

Value run_http(Call& call) {
  refuse_positional(call, "path");
  TestRun& test = running_test(call);
  const Target target = target_of(call);
  plan::HttpRequest request;
  request.service = target.service;
  request.interface = target.interface.name;
  request.method = upper(call.name());
  request.port = target.interface.port;
  request.path = call.string_or("path", "/");
  request.body = call.string_or("body", "");
  request.headers = string_map(call, "headers");
  if (!request.path.starts_with('/'))
    call.fail_at("path", fmt::format("path must begin with '/', got \"{}\"", request.path));
  check_one_line(call, "path", request.path);
  for (const auto& [name, value] : request.headers) check_one_line(call, "headers", name + value);
  request.timeout_ns = std::min(request.timeout_ns, test.remaining_ns());
  plan::Response response = test.runtime.http(request);
  check_deadline(call, test);
  return call.heap().host(std::make_shared<ResponseValue>(std::move(response)));
}

Value run_send(Call& call) {
  refuse_positional(call, "data");
  TestRun& test = running_test(call);
  const Target target = target_of(call);
  plan::TcpRequest request;
  request.service = target.service;
  request.interface = target.interface.name;
  request.port = target.interface.port;
  request.data = call.string("data");
  request.timeout_ns = std::min(request.timeout_ns, test.remaining_ns());
  const Result<std::string> reply = test.runtime.tcp(request);
  check_deadline(call, test);
  if (!reply)
    call.fail({.message = reply.error().message,
               .hint = reply.error().hint,
               .prefixed = false});
  return call.heap().string(*reply);
}

BuiltinDef http_method(std::string_view name) {
  return {.name = name,
          .params = {optional("path", type::kString).keyword_only().shown_default("\"/\""),
                     optional("body", type::kString).keyword_only().shown_default("\"\""),
                     optional("headers", type::kDict).keyword_only().shown_default("{}")},
          .args_name = "positional",
          .doc = "Sends an HTTP request and returns the response.",
          .run = run_http};
}

}  // namespace

const BuiltinDef* step_method(std::string_view name) {
  static const std::array<BuiltinDef, 6> methods = {
      http_method("get"),
      http_method("post"),
      http_method("put"),
      http_method("delete"),
      http_method("patch"),
      BuiltinDef{.name = "send",
                 .params = {required("data", type::kString).keyword_only()},
                 .doc = "Sends a line and returns the line that comes back.",
                 .run = run_send}};
  const auto found = std::ranges::find(methods, name, &BuiltinDef::name);
  return found == methods.end() ? nullptr : &*found;
}

std::span<const std::string_view> steps_of(std::string_view protocol) {
  if (protocol == "http") return http_steps;
  if (protocol == "tcp") return tcp_steps;
  return {};
}

std::span<const std::string_view> all_steps() {
  return step_names;
}

const plan::Interface* default_interface(const plan::Service& service) {
  if (service.interfaces.size() == 1) return &service.interfaces.front();
  const auto found = std::ranges::find(service.interfaces, "default", &plan::Interface::name);
  return found == service.interfaces.end() ? nullptr : &*found;
}

}  // namespace mishap::spec
