// Faults and traces on one scope, from the opening of the engine to the summary.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "user/engine/engine.h"
#include "user/live/armed.h"
#include "user/live/feed.h"
#include "user/live/operations.h"
#include "user/live/output.h"
#include "user/live/request.h"
#include "user/report/diagnostic.h"

namespace mishap::live {

struct SessionOptions {
  bool trace = false;      ///< --trace
  bool all_calls = false;  ///< --trace=calls
  bool summary = false;
  bool json = false;
  std::string mechanism = "auto";
  uint64_t seed = 0;
  bool of_process = false;  ///< The scope will be a process, not a cgroup.
};

/// What a session has to do, and with what.
struct Mode {
  Trace trace = Trace::none;
  bool takes_calls = false;      ///< Calls are traced, for lines or for the summary.
  bool operations_only = false;  ///< Of those only the ones that are one of the operations.
  bool injects = false;          ///< Rules are armed; else the kernel need not let mishap inject.
  bool needs_engine() const { return takes_calls || injects; }
};
Mode mode_of(const Request& request, const SessionOptions& options);

using OpenEngine =
    std::function<Result<std::unique_ptr<engine::Engine>>(const engine::EngineChoice&)>;

class Session {
 public:
  /// Opens the engine, when there is anything to do for one. The output must outlive the session.
  static Result<std::unique_ptr<Session>> open(Request request, const SessionOptions& options,
                                               const OpenEngine& open_engine, Output& output);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Null when there is nothing to do.
  engine::Engine* engine() const { return engine_.get(); }
  /// Puts all rules in force on the scope and starts tracing. On an error nothing is in force.
  Result<void> start(engine::ScopeId scope);
  /// Writes out what has happened since the last time, and says when it wants to be called again:
  /// nullopt = never, for nothing is traced.
  std::optional<std::chrono::milliseconds> pump();
  /// Lifts all rules, writes the rest of the trace and the summary.
  Result<void> finish();
  /// What makes the session worth less than it looks; after finish().
  std::vector<report::Diagnostic> diagnostics() const;
  /// The seed, when something is left to chance.
  std::optional<uint64_t> seed() const;

 private:
  Session(Request request, const SessionOptions& options, Output& output)
      : request_(std::move(request)),
        options_(options),
        mode_(mode_of(request_, options)),
        output_(output) {}
  Result<std::vector<LiveRule>> rules_to_arm() const;
  void write_summary();
  /// What the engine lost; of events nothing when nobody asked for any.
  engine::Losses losses() const;

  Request request_;
  SessionOptions options_;
  Mode mode_;
  Output& output_;
  std::unique_ptr<engine::Engine> engine_;
  engine::ScopeId scope_ = 0;
  Armed armed_;
  Operations operations_;
  std::unique_ptr<Feed> feed_;
};

}  // namespace mishap::live
