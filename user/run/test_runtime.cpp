// What a running test can do to the world.
#include "user/run/test_runtime.h"

#include <chrono>
#include <utility>

#include "user/protocol/http.h"
#include "user/protocol/tcp.h"

namespace mishap::run {

void TestRuntime::barrier() {
  services_.note_exits();
  rules_.collect();
  trace_.barrier();
}

Result<spec::Runtime::FaultId> TestRuntime::arm(const std::vector<plan::Rule>& rules) {
  if (cancel_.cancelled())
    return fail(cancel_.interrupted() ? "interrupted" : "the test's time is up");
  Result<FaultId> fault = rules_.arm(rules);
  if (!fault && rules_.without_engine()) broken_ = fault.error();
  barrier();
  return fault;
}

Result<void> TestRuntime::disarm(FaultId fault) {
  Result<void> done = rules_.disarm(fault);
  if (!done) broken_ = done.error();
  barrier();
  return done;
}

void TestRuntime::step(trace::EventKind kind, const std::string& service, const std::string& text,
                       const plan::Response& response) {
  trace::Event event;
  event.kind = kind;
  event.time_ns = trace::monotonic_ns();
  event.service = service;
  event.text = text;
  event.ok = response.ok;
  event.status = response.status;
  event.duration_ms = response.duration_ms;
  trace_.add(std::move(event));
}

plan::Response TestRuntime::http(const plan::HttpRequest& request) {
  const std::string summary = request.method + " " + request.path;
  step(trace::EventKind::step_send, request.service, summary, {});
  plan::Response response = protocol::http_request(request, cancel_.fd());
  step(trace::EventKind::step_recv, request.service, response.ok ? summary : response.error,
       response);
  barrier();
  return response;
}

Result<std::string> TestRuntime::tcp(const plan::TcpRequest& request) {
  plan::Response response;
  step(trace::EventKind::step_send, request.service, request.data, response);
  const auto begin = std::chrono::steady_clock::now();
  Result<std::string> answer = protocol::tcp_send(request, cancel_.fd());
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
  response.ok = answer.has_value();
  response.duration_ms = took.count();
  step(trace::EventKind::step_recv, request.service, answer ? *answer : answer.error().message,
       response);
  barrier();
  return answer;
}

void TestRuntime::print(const std::string& text) {
  observer_.printed(text);
}

}  // namespace mishap::run
