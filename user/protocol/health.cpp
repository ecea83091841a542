// Polls a health check: every 2 ms at first, every 25 ms later on, so that readiness is noticed
// within milliseconds.
#include "user/protocol/health.h"

#include <algorithm>
#include <functional>

#include "user/protocol/address.h"
#include "user/protocol/http_exchange.h"
#include "user/protocol/text.h"
#include "user/system/wait.h"

namespace mishap::protocol {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr std::chrono::nanoseconds first_pause = 2ms, longest_pause = 25ms;
constexpr auto attempt_patience = 2s;  ///< For a service that accepts, but says nothing.

using Attempt = std::function<NetResult<void>(const Limits&)>;

NetResult<void> try_tcp(const Address& address, const Limits& limits) {
  auto connection = Connection::open(address, limits);
  if (!connection) return std::unexpected(connection.error());
  return {};
}

NetResult<void> try_http(const HttpTarget& target, const Limits& limits) {
  plan::HttpRequest request;
  request.method = "GET";
  request.host = target.address.host;
  request.port = target.address.port;
  request.path = target.path;
  const auto response = http_exchange(request, limits);
  if (!response) return std::unexpected(response.error());
  if (response->status >= 200 && response->status < 400) return {};
  return std::unexpected(
      NetError{NetError::Kind::other,
               0,
               "GET " + target.path + " answered " + std::to_string(response->status),
               {}});
}

Result<Attempt> attempt_for(const plan::Healthcheck& check) {
  if (check.kind == plan::Healthcheck::Kind::tcp) {
    auto address = parse_tcp_target(check.target);
    if (!address) return std::unexpected(std::move(address.error()));
    return [address = *address](const Limits& limits) { return try_tcp(address, limits); };
  }
  auto target = parse_http_target(check.target);
  if (!target) return std::unexpected(std::move(target.error()));
  return [target = *target](const Limits& limits) { return try_http(target, limits); };
}

std::unexpected<Error> unready(const plan::Healthcheck& check, std::string message,
                               std::string code) {
  return std::unexpected(Error{std::move(message), {}, check.place, std::move(code)});
}

/// One wait for readiness: what is watched, and the last thing that went wrong.
struct Watch {
  const std::string& service;
  const plan::Healthcheck& check;
  system::Process& process;
  Limits overall;
  std::string last_error = {};

  Result<void> go_on();
  void pause(std::chrono::nanoseconds length);
  bool succeeds(const Attempt& attempt);
};

/// An error once there is no point in another try.
Result<void> Watch::go_on() {
  if (const auto status = process.exit_status()) {
    return unready(
        check, "service \"" + service + "\" exited before becoming ready (" + status->text() + ")",
        "LAUNCH_FAILED");
  }
  if (system::is_readable(overall.cancel_fd)) return unready(check, "interrupted", "INTERRUPTED");
  if (Clock::now() < overall.deadline) return {};
  return unready(check,
                 "service \"" + service + "\" not ready after " + duration_text(check.timeout_ns) +
                     ": " + last_error,
                 "HEALTHCHECK_TIMEOUT");
}

bool Watch::succeeds(const Attempt& attempt) {
  Limits limits = overall;
  limits.deadline = std::min(limits.deadline, Clock::now() + attempt_patience);
  const auto result = attempt(limits);
  // An attempt that the end of our patience cut short has less to tell than the one before it.
  const bool cut_short = limits.deadline == overall.deadline && !result &&
                         result.error().kind == NetError::Kind::timeout;
  if (!result && (last_error.empty() || !cut_short)) last_error = result.error().text();
  return result.has_value();
}

void Watch::pause(std::chrono::nanoseconds length) {
  pollfd fds[] = {{overall.process_fd, POLLIN, 0}, {overall.cancel_fd, POLLIN, 0}};
  system::poll_until(fds, std::min(overall.deadline, Clock::now() + length));
}

}  // namespace

Result<std::chrono::nanoseconds> await_ready(const std::string& service,
                                             const plan::Healthcheck& check,
                                             system::Process& process, int cancel_fd) {
  const auto start = Clock::now();
  const auto attempt = attempt_for(check);
  if (!attempt)
    return unready(check, "health check of service \"" + service + "\": " + attempt.error().message,
                   "LAUNCH_FAILED");
  const Limits overall{.deadline = start + std::chrono::nanoseconds(check.timeout_ns),
                       .cancel_fd = cancel_fd,
                       .process_fd = process.pidfd()};
  Watch watch{service, check, process, overall};
  std::chrono::nanoseconds pause = first_pause;
  while (true) {
    const bool ready = watch.succeeds(*attempt);
    // Asked before the answer counts: somebody else may answer on the port while our service has
    // ended.
    auto more = watch.go_on();
    if (ready && (more || more.error().code == "HEALTHCHECK_TIMEOUT")) return Clock::now() - start;
    if (!more) return std::unexpected(std::move(more.error()));
    watch.pause(pause);
    pause = std::min(pause * 5 / 4, longest_pause);
  }
}

}  // namespace mishap::protocol
