// One test from the start of its services to the end of the last process.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "user/run/account.h"
#include "user/run/armed_rules.h"
#include "user/run/cancel.h"
#include "user/run/engine_slot.h"
#include "user/run/observer.h"
#include "user/run/services.h"
#include "user/spec/program.h"

namespace mishap::run {

/// How a test went, and whether the run can go on.
struct TestEnd {
  report::TestResult result;
  std::optional<Error> start_error;  ///< The services did not all become ready.
  std::optional<Error>
      broken;  ///< The run can't go on: no engine, rules that stay, a process that can't be killed.
  engine::Losses told;        ///< What the engine lost meanwhile; result.losses has it too.
  std::string blamed_output;  ///< start_error: the last output of the service to blame.
};

class OneTest {
 public:
  OneTest(spec::Program& program, const plan::Test& test, const LaunchContext& context,
          const std::vector<const plan::Service*>& order, EngineSlot& engine, Observer& observer)
      : program_(program),
        test_(test),
        context_(context),
        order_(order),
        engine_(engine),
        observer_(observer) {}

  TestEnd run(std::chrono::milliseconds ceiling, int interrupt_fd);

 private:
  void run_with(Services& services, ArmedRules& rules, const Cancel& cancel,
                std::chrono::milliseconds ceiling);
  void run_body(Services& services, ArmedRules& rules, const Cancel& cancel);
  engine::Losses losses() const;
  /// What the engine lost since the test began.
  engine::Losses lost() const;
  /// That, and what the rules lost.
  Account account(const ArmedRules& rules, const engine::Losses& lost) const;

  spec::Program& program_;
  const plan::Test& test_;
  const LaunchContext& context_;
  const std::vector<const plan::Service*>& order_;
  EngineSlot& engine_;
  Observer& observer_;
  trace::Trace trace_;
  engine::Losses lost_before_;  ///< Before this test.
  TestEnd end_;
};

}  // namespace mishap::run
