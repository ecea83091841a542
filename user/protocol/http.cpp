// HTTP steps.
#include "user/protocol/http.h"

#include <chrono>

#include "user/protocol/http_exchange.h"
#include "user/protocol/text.h"

namespace mishap::protocol {

plan::Response http_request(const plan::HttpRequest& request, int cancel_fd) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  const Limits limits{.deadline = start + std::chrono::nanoseconds(request.timeout_ns),
                      .cancel_fd = cancel_fd};
  auto answer = http_exchange(request, limits);
  plan::Response response;
  if (answer) {
    response = std::move(*answer);
    response.ok = true;
  } else {
    response.error = answer.error().text();
    if (answer.error().kind == NetError::Kind::timeout)
      response.error += " after " + duration_text(request.timeout_ns);
  }
  response.duration_ms = std::chrono::duration<double, std::milli>(Clock::now() - start).count();
  return response;
}

}  // namespace mishap::protocol
