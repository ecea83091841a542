// A loaded spec: loading it, and running the bodies of its tests.
#include "user/spec/program.h"

#include <atomic>
#include <cstdint>

#include <fmt/format.h>

#include "starlark/starlark.h"
#include "user/spec/environment.h"
#include "user/spec/finish.h"
#include "user/spec/later_builtins.h"
#include "user/spec/rendering.h"
#include "user/spec/session.h"
#include "user/spec/sources.h"
#include "user/spec/test_body.h"

namespace mishap::spec {
namespace {

/// A file that takes longer to load has a loop that does not end. A step is one call or one turn of
/// a loop: this is seconds, where a spec that declares thousands of tests takes milliseconds.
constexpr std::uint64_t most_load_steps = 100'000'000;

/// An error of loading, in the words of specs.
starlark::Error told(starlark::Error error) {
  if (error.code == starlark::ErrorCode::kSteps)
    error.message = fmt::format("the spec ran more than {} steps while loading", most_load_steps);
  explain_later_builtin(error);
  for (starlark::Error& other : error.others) explain_later_builtin(other);
  return error;
}

class LoadedProgram : public Program {
 public:
  LoadedProgram() : loader_(make_environment(), sources_.files(), loader_options()) {}

  /// Runs the root file and all that it loads. The errors are rendered.
  std::vector<std::string> load_root(const std::string& file) {
    session_.registry.plan.file = file;
    const auto module = loader_.load(file);
    if (!module) return rendered_all(told(module.error()));
    return finish(session_.registry, **module, sources_);
  }

  const plan::Plan& plan() const override { return session_.registry.plan; }

  BodyResult run(const plan::Test& test, Runtime& runtime) override {
    cancelled_ = false;
    return run_body(session_, test, runtime, cancelled_);
  }

  void cancel() override { cancelled_ = true; }

 private:
  starlark::LoaderOptions loader_options() {
    starlark::LoaderOptions options;
    options.host.user_data = &session_;
    options.host.cancel = &cancelled_;
    options.host.limits.steps = most_load_steps;
    return options;
  }

  // Values in the session live on the heaps of the loader's modules: the loader goes first, but
  // nothing looks at a Value after that.
  Session session_;
  Sources sources_;
  std::atomic<bool> cancelled_ = false;
  starlark::Loader loader_;
};

}  // namespace

std::expected<std::unique_ptr<Program>, std::vector<std::string>> Program::load(
    const std::string& file) {
  auto program = std::make_unique<LoadedProgram>();
  std::vector<std::string> errors = program->load_root(file);
  if (!errors.empty()) return std::unexpected(std::move(errors));
  return program;
}

}  // namespace mishap::spec
