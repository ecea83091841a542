// What a running test can do to the world: arms rules, performs steps, and keeps the trace up to
// date.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "user/run/armed_rules.h"
#include "user/run/cancel.h"
#include "user/run/observer.h"
#include "user/run/services.h"
#include "user/spec/runtime.h"
#include "user/trace/trace.h"

namespace mishap::run {

/// Every call ends with a barrier, so that the next line of the spec sees the events of this one.
class TestRuntime : public spec::Runtime {
 public:
  TestRuntime(ArmedRules& rules, Services& services, trace::Trace& trace, const Cancel& cancel,
              Observer& observer)
      : rules_(rules), services_(services), trace_(trace), cancel_(cancel), observer_(observer) {}

  Result<FaultId> arm(const std::vector<plan::Rule>& rules) override;
  Result<void> disarm(FaultId fault) override;
  plan::Response http(const plan::HttpRequest& request) override;
  Result<std::string> tcp(const plan::TcpRequest& request) override;
  void print(const std::string& text) override;

  /// All events up to now are in the trace, numbered.
  void barrier();
  /// Why there is no engine, or why rules could not be lifted: it is the run that is at fault then,
  /// not the test.
  const std::optional<Error>& broken() const { return broken_; }

 private:
  void step(trace::EventKind kind, const std::string& service, const std::string& text,
            const plan::Response& response);

  ArmedRules& rules_;
  Services& services_;
  trace::Trace& trace_;
  const Cancel& cancel_;
  Observer& observer_;
  std::optional<Error> broken_;
};

}  // namespace mishap::run
