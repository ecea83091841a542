// Waiting for the ports that services are going to listen on.
#include <chrono>
#include <string>

#include <poll.h>

#include "user/report/diagnostic.h"
#include "user/run/services.h"
#include "user/system/ports.h"
#include "user/system/wait.h"

namespace mishap::run {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds patience{2};
constexpr std::chrono::milliseconds pause{10};

Error in_use(const plan::Service& service, const plan::Interface& interface) {
  const std::optional<system::Listener> listener = system::port_listener(interface.port);
  const std::string who = listener ? listener->text() : "another process";
  return {"port " + std::to_string(interface.port) + " of service " + service.name +
              " is in use by " + who,
          "stop it, or give the service another port",
          interface.place.known() ? interface.place : service.place,
          std::string(report::codes::port_in_use)};
}

}  // namespace

Result<void> await_free_ports(const std::vector<const plan::Service*>& services, int cancel_fd) {
  const Clock::time_point deadline = Clock::now() + patience;
  for (const plan::Service* service : services) {
    for (const plan::Interface& interface : service->interfaces) {
      while (system::port_in_use(interface.port)) {
        if (Clock::now() >= deadline) return std::unexpected(in_use(*service, interface));
        pollfd cancelled{cancel_fd, POLLIN, 0};
        if (system::poll_until({&cancelled, 1}, Clock::now() + pause)) return fail("interrupted");
      }
    }
  }
  return {};
}

}  // namespace mishap::run
