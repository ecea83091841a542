// Runs the tests of a spec, one after the other.
#include "user/run/runner.h"

#include <algorithm>
#include <iterator>
#include <memory>
#include <utility>

#include "user/engine/losses.h"
#include "user/report/diagnostic.h"
#include "user/run/account.h"
#include "user/run/diagnose.h"
#include "user/run/engine_slot.h"
#include "user/run/one_test.h"
#include "user/run/preflight.h"
#include "user/run/start_order.h"
#include "user/system/wait.h"

namespace mishap::run {
namespace {

class Runner {
 public:
  Runner(spec::Program& program, std::span<const plan::Test* const> tests, const Options& options,
         const World& world, Observer& observer)
      : program_(program),
        tests_(tests),
        options_(options),
        world_(world),
        observer_(observer),
        engine_(world.open_engine) {
    result_.spec = program.plan().file;
    result_.seed = options.seed;
    result_.seed_given = options.seed_given;
    result_.requested_mechanism = options.mechanism;
    result_.matrices = program.plan().matrices;
  }

  report::RunResult run() {
    const auto begin = std::chrono::steady_clock::now();
    if (Result<void> ready = prepare(); !ready) result_.gave_up = ready.error();
    size_t done = 0;
    while (done < tests_.size() && !result_.gave_up && !interrupted() && run_test(done)) ++done;
    for (; done < tests_.size(); ++done) result_.not_run.push_back(tests_[done]->name);
    result_.interrupted = interrupted();
    note_engine();
    result_.diagnostics = untold_losses(told_, result_.losses);
    if (engine_.opened() != nullptr)
      std::ranges::move(uncovered_calls(engine_.opened()->gaps()),
                        std::back_inserter(result_.diagnostics));
    result_.duration_ms =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  bool interrupted() const { return system::is_readable(options_.interrupt_fd); }

  Result<void> prepare() {
    const plan::Plan& plan = program_.plan();
    Result<std::vector<const plan::Service*>> order = start_order(plan);
    if (!order) return std::unexpected(order.error());
    order_ = std::move(*order);
    if (Result<void> good = check_binaries(plan, directory_of(plan.file)); !good) return good;
    if (Result<void> good = check_rules(plan, tests_); !good) return good;
    Result<std::unique_ptr<system::OutputCapture>> output =
        system::OutputCapture::start(options_.pass_output_fd);
    if (!output) return std::unexpected(output.error());
    output_ = std::move(*output);
    const bool has_rules = std::ranges::any_of(
        tests_, [&](const plan::Test* test) { return !rules_of(plan, *test).empty(); });
    if (!has_rules) return {};
    const Result<engine::Engine*> engine = engine_.get();
    if (!engine) return std::unexpected(engine.error());
    return hook_all(**engine, plan, tests_);
  }

  /// false: the run ends here, and this test does not count.
  bool run_test(size_t index) {
    const plan::Test& test = *tests_[index];
    observer_.test_started(index + 1, tests_.size(), test.name);
    const LaunchContext context{program_.plan(), world_, *output_,
                                directory_of(program_.plan().file), options_.hurry_fd};
    OneTest one(program_, test, context, order_, engine_, observer_);
    TestEnd end = one.run(options_.ceiling, options_.interrupt_fd);
    if (interrupted()) {
      // What an interrupt cuts short is no reason to give up, but what it could not clean up is.
      result_.gave_up = end.broken;
      return false;
    }
    // Services that never came up won't come up for the next test either; once they did, it is this
    // test's affair.
    if (end.start_error && !were_up_) end.broken = end.start_error;
    if (end.broken) {
      result_.gave_up = end.broken;
      result_.gave_up_output = end.blamed_output;
      return false;
    }
    were_up_ |= !end.start_error;
    note_engine();
    engine::add_losses(told_, end.told);
    result_.tests.push_back(std::move(end.result));
    observer_.test_finished(result_);
    return true;
  }

  void note_engine() {
    result_.engine = engine_.info();
    if (engine_.opened() != nullptr) result_.losses = engine_.opened()->losses();
  }

  spec::Program& program_;
  std::span<const plan::Test* const> tests_;
  const Options& options_;
  const World& world_;
  Observer& observer_;
  EngineSlot engine_;
  std::unique_ptr<system::OutputCapture> output_;
  std::vector<const plan::Service*> order_;
  engine::Losses told_;   ///< What the tests in result_ report as lost.
  bool were_up_ = false;  ///< All services were ready at least once.
  report::RunResult result_;
};

}  // namespace

report::RunResult run_tests(spec::Program& program, std::span<const plan::Test* const> tests,
                            const Options& options, const World& world, Observer& observer) {
  return Runner(program, tests, options, world, observer).run();
}

}  // namespace mishap::run
