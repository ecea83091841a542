// All services of one test, fresh for it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "user/run/service.h"

namespace mishap::run {

class Services {
 public:
  Services(const LaunchContext& context, trace::Trace& trace) : context_(context), trace_(trace) {}

  /// Checks that the ports are free, then starts the services in this order, each when the one
  /// before is ready. When there is an engine, `with_scope` is told of each that has a scope and no
  /// process yet. On errors those that were started run on until stop().
  Result<void> start(const std::vector<const plan::Service*>& order, engine::Engine* engine,
                     const WithScope& with_scope, int cancel_fd);
  /// The scope of a running service; made now when the engine came later than the service.
  Result<engine::ScopeId> scope(const std::string& service, engine::Engine& engine);
  /// Notes services that have ended by themselves.
  void note_exits();
  /// Ends all, last started first. The first error is returned, the others are ended all the same.
  Result<void> stop();
  /// For the report; with `output` each has the end of what it printed.
  std::vector<report::ServiceResult> results(bool output) const;
  /// Those that ended before they were stopped.
  std::vector<const Service*> dead() const;
  /// The one that was started last, or null: when start() failed, the one to blame.
  const Service* last() const { return services_.empty() ? nullptr : services_.back().get(); }

 private:
  const LaunchContext& context_;
  trace::Trace& trace_;
  std::vector<std::unique_ptr<Service>> services_;  ///< In the order of their start.
};

/// Waits up to two seconds for listeners of an earlier run to go; an error with code PORT_IN_USE
/// names who stays.
Result<void> await_free_ports(const std::vector<const plan::Service*>& services, int cancel_fd);

}  // namespace mishap::run
