// One running service of a test.
#include "user/run/service.h"

#include <chrono>
#include <utility>

#include "user/protocol/health.h"
#include "user/report/diagnostic.h"
#include "user/run/environment.h"
#include "user/system/binary.h"
#include "user/system/proc.h"

namespace mishap::run {
namespace {

constexpr std::chrono::milliseconds stop_patience{2000};
/// For one that has closed its connections as it ends, which a step sees before its parent does.
constexpr std::chrono::milliseconds exit_patience{1000};

}  // namespace

Service::Service(const LaunchContext& context, const plan::Service& declared, trace::Trace& trace)
    : context_(context), declared_(declared), trace_(trace) {
  result_.name = declared.name;
}

Service::~Service() {
  (void)stop();
}

void Service::add_event(trace::EventKind kind, int64_t time_ns, const std::string& text) {
  trace::Event event;
  event.kind = kind;
  event.time_ns = time_ns;
  event.service = declared_.name;
  event.pid = result_.pid;
  event.text = text;
  if (kind == trace::EventKind::service_ready) event.duration_ms = result_.ready_ms;
  if (kind == trace::EventKind::service_exited) {
    event.ok = !died_.has_value();
    event.status = process_->exit_status()->shell_code();
  }
  trace_.add(std::move(event));
}

Result<void> Service::start(engine::Engine* engine, const WithScope& with_scope, int cancel_fd) {
  Result<std::unique_ptr<Enclosure>> enclosure = context_.world.make_enclosure(declared_.name);
  if (!enclosure) return std::unexpected(located(enclosure.error()));
  enclosure_ = std::move(*enclosure);
  if (engine != nullptr) {
    if (Result<engine::ScopeId> made = add_scope(*engine); !made)
      return std::unexpected(located(made.error()));
    if (Result<void> told = with_scope(declared_); !told)
      return std::unexpected(located(told.error()));
  }

  const int64_t begin = trace::monotonic_ns();
  if (Result<void> launched = launch(); !launched) return launched;
  add_event(trace::EventKind::service_started, begin);
  if (declared_.healthcheck) {
    const auto ready =
        protocol::await_ready(declared_.name, *declared_.healthcheck, *process_, cancel_fd);
    if (!ready) return std::unexpected(ready.error());
  }
  const int64_t now = trace::monotonic_ns();
  result_.ready_ms = static_cast<double>(now - begin) / 1e6;
  add_event(trace::EventKind::service_ready, now);
  return {};
}

Error Service::located(Error error) const {
  if (!error.place.known()) error.place = declared_.place;
  if (error.code.empty()) error.code = report::codes::launch_failed;
  return std::move(error).in("service \"" + declared_.name + "\"");
}

Result<void> Service::launch() {
  const Result<std::string> binary =
      system::resolve_binary(declared_.binary, context_.spec_directory);
  if (!binary) return std::unexpected(located(binary.error()));
  const Result<system::OutputPipes> pipes = context_.output.open(declared_.name);
  if (!pipes) return std::unexpected(located(pipes.error()));
  system::LaunchOptions options;
  options.binary = *binary;
  options.args = declared_.args;
  options.env = system::environment_with(service_variables(context_.plan, declared_));
  options.cgroup_fd = enclosure_->cgroup_fd();
  options.stdout_fd = pipes->out.get();
  options.stderr_fd = pipes->err.get();
  Result<system::Process> process = system::Process::spawn(options);
  if (!process) return std::unexpected(located(process.error()));
  process_ = std::move(*process);
  result_.pid = process_->pid();
  return {};
}

Result<engine::ScopeId> Service::scope(engine::Engine& engine) {
  if (scope_) return *scope_;
  Result<engine::ScopeId> made = add_scope(engine);
  // With no place: that of the rule that asked for the scope says more than the service's.
  if (!made)
    return std::unexpected(std::move(made.error()).in("service \"" + declared_.name + "\""));
  return made;
}

Result<engine::ScopeId> Service::add_scope(engine::Engine& engine) {
  if (enclosure_ == nullptr || enclosure_->cgroup_id() == 0)
    return fail("it can't be faulted, since it has no cgroup of its own: " +
                (enclosure_ == nullptr ? "it is not running" : enclosure_->why_no_cgroup()));
  const Result<engine::ScopeId> made =
      engine.add_scope(enclosure_->cgroup_id(), enclosure_->path());
  if (made) {
    engine_ = &engine;
    scope_ = *made;
  }
  return made;
}

void Service::note_exit() {
  if (!process_ || died_) return;
  died_ = process_->exit_status();
  if (!died_ && system::is_exiting(process_->pid())) died_ = process_->wait(exit_patience);
  if (!died_) return;
  result_.exit = died_->text();
  add_event(trace::EventKind::service_exited, trace::monotonic_ns(), result_.exit);
}

Result<void> Service::stop() {
  Result<void> ended;
  if (process_) {
    note_exit();
    const Result<system::ExitStatus> status =
        enclosure_->stop(*process_, stop_patience, context_.hurry_fd);
    if (!status)
      ended = std::unexpected(Error(status.error()).in("service \"" + declared_.name + "\""));
    else if (!died_)
      add_event(trace::EventKind::service_exited, trace::monotonic_ns(), status->text());
  }
  // The scope goes only now: the rules of a test stay in force until its last process is gone, or
  // are lifted on purpose.
  if (scope_) {
    result_.calls_passed = result_.calls_passed.value_or(0) + engine_->passed(*scope_);
    engine_->remove_scope(*scope_);
  }
  scope_.reset();
  process_.reset();
  enclosure_.reset();
  return ended;
}

}  // namespace mishap::run
