// One running service of a test: its enclosure, its process, its scope.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "user/engine/engine.h"
#include "user/plan/plan.h"
#include "user/report/results.h"
#include "user/run/world.h"
#include "user/system/output.h"
#include "user/system/process.h"
#include "user/trace/trace.h"

namespace mishap::run {

/// What all services of a run are started with.
struct LaunchContext {
  const plan::Plan& plan;
  const World& world;
  system::OutputCapture& output;
  std::string spec_directory;
  int hurry_fd = -1;  ///< Readable once the user wants out without waiting.
};

/// Told of a service that has a scope, but no process yet.
using WithScope = std::function<Result<void>(const plan::Service&)>;

/// Destroying it ends what is left of the service.
class Service {
 public:
  Service(const LaunchContext& context, const plan::Service& declared, trace::Trace& trace);
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;
  ~Service();

  /// Makes the enclosure, makes it a scope when there is an engine and tells `with_scope` of it,
  /// starts the process in it and waits until it is ready. Errors: LAUNCH_FAILED,
  /// HEALTHCHECK_TIMEOUT, INTERRUPTED; stop() is to be called all the same.
  Result<void> start(engine::Engine* engine, const WithScope& with_scope, int cancel_fd);
  /// Makes the enclosure a scope, unless it is one already.
  Result<engine::ScopeId> scope(engine::Engine& engine);
  /// Notes, once, when the process has ended by itself.
  void note_exit();
  /// Ends the service with all its descendants. Fails when something can't be ended.
  Result<void> stop();

  const std::string& name() const { return declared_.name; }
  /// How it ended before mishap stopped it; nullopt when it did not.
  const std::optional<system::ExitStatus>& died() const { return died_; }
  /// For the report; the tail of the output is left empty.
  const report::ServiceResult& result() const { return result_; }

 private:
  Result<void> launch();
  Result<engine::ScopeId> add_scope(engine::Engine& engine);
  /// The error with the service's name, and where it lacks them, its place and LAUNCH_FAILED.
  Error located(Error error) const;
  void add_event(trace::EventKind kind, int64_t time_ns, const std::string& text = {});

  const LaunchContext& context_;
  const plan::Service& declared_;
  trace::Trace& trace_;
  engine::Engine* engine_ = nullptr;
  std::optional<engine::ScopeId> scope_;
  std::unique_ptr<Enclosure> enclosure_;
  std::optional<system::Process> process_;
  std::optional<system::ExitStatus> died_;
  report::ServiceResult result_;
};

}  // namespace mishap::run
