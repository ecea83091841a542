// All services of one test.
#include "user/run/services.h"

#include <ranges>

namespace mishap::run {

Result<void> Services::start(const std::vector<const plan::Service*>& order, engine::Engine* engine,
                             const WithScope& with_scope, int cancel_fd) {
  if (Result<void> free = await_free_ports(order, cancel_fd); !free) return free;
  for (const plan::Service* declared : order) {
    services_.push_back(std::make_unique<Service>(context_, *declared, trace_));
    if (Result<void> started = services_.back()->start(engine, with_scope, cancel_fd); !started)
      return started;
  }
  return {};
}

Result<engine::ScopeId> Services::scope(const std::string& service, engine::Engine& engine) {
  for (const auto& each : services_)
    if (each->name() == service) return each->scope(engine);
  return fail("service \"" + service + "\" is not running");
}

void Services::note_exits() {
  for (const auto& each : services_) each->note_exit();
}

Result<void> Services::stop() {
  Result<void> first;
  for (const auto& each : services_ | std::views::reverse)
    if (Result<void> ended = each->stop(); !ended && first) first = ended;
  return first;
}

std::vector<report::ServiceResult> Services::results(bool output) const {
  std::vector<report::ServiceResult> results;
  for (const auto& each : services_) {
    results.push_back(each->result());
    if (output) results.back().output_tail = context_.output.tail(each->name());
  }
  return results;
}

std::vector<const Service*> Services::dead() const {
  std::vector<const Service*> dead;
  for (const auto& each : services_)
    if (each->died()) dead.push_back(each.get());
  return dead;
}

}  // namespace mishap::run
