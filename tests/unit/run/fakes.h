// Stand-ins for the engine, the program and the observer, which write down what was asked of them.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "user/run/runner.h"

namespace fakes {

using namespace mishap;

/// What a fake engine did, and what it is to do. Outlives the engine, which the runner owns.
struct EngineLog {
  std::vector<std::string> calls;
  std::vector<engine::RawEvent> pending;      ///< Handed out by the next drain().
  std::map<uint32_t, engine::Counters> seen;  ///< By counter; tests set them.
  std::vector<std::string> identities;        ///< Of counters, in the order of making.
  std::set<uint16_t> refused;                 ///< Syscalls that attach() refuses.
  std::vector<bool> arm_fails;                ///< Consumed from the front; missing = works.
  engine::Losses losses;
  std::vector<engine::Bypass> bypasses;  ///< Of every scope.
  std::vector<std::string> gaps;
  uint64_t missed_per_scope = 0;  ///< Decisions that go missing when a scope is removed.
  uint32_t next_counter = 0;
  int scopes = 0;
  int counters = 0;  ///< Alive.
};

class FakeEngine : public engine::Engine {
 public:
  explicit FakeEngine(EngineLog& log) : log_(log) {}
  std::string name() const override { return "fake"; }
  std::string mechanism() const override { return "none"; }
  std::string why() const override { return "a test"; }

  Result<engine::ScopeId> add_scope(uint64_t, const std::string& path) override {
    log_.calls.push_back("add_scope " + path);
    ++log_.scopes;
    return next_scope_++;
  }
  Result<engine::ScopeId> add_process_scope(int) override { return fail("not in this fake"); }
  Result<void> trace_calls(engine::ScopeId) override { return {}; }
  Result<void> stop_tracing(engine::ScopeId) override { return {}; }
  std::vector<engine::RawCall> drain_calls() override { return {}; }
  std::vector<engine::Bypass> bypasses(engine::ScopeId) const override { return log_.bypasses; }
  std::vector<std::string> gaps() const override { return log_.gaps; }
  void remove_scope(engine::ScopeId) override {
    log_.calls.push_back("remove_scope");
    log_.losses.decisions_missed += log_.missed_per_scope;
    --log_.scopes;
  }
  Result<uint32_t> add_counter(const std::string& identity) override {
    log_.identities.push_back(identity);
    ++log_.counters;
    return log_.next_counter++;
  }
  void remove_counter(uint32_t) override { --log_.counters; }
  engine::Counters counters(uint32_t counter) const override { return log_.seen[counter]; }
  Result<void> attach(std::span<const uint16_t> syscalls) override {
    for (const uint16_t number : syscalls)
      if (log_.refused.contains(number)) return fail("this kernel refuses it");
    log_.calls.push_back("attach " + std::to_string(syscalls.size()));
    return {};
  }
  Result<void> arm(engine::ScopeId, const compile::ScopeImage& image) override {
    log_.calls.push_back("arm " + std::to_string(image.syscalls.size()));
    if (log_.arm_fails.empty()) return {};
    const bool fails = log_.arm_fails.front();
    log_.arm_fails.erase(log_.arm_fails.begin());
    if (fails) return fail("no room");
    return {};
  }
  Result<void> disarm(engine::ScopeId) override {
    log_.calls.push_back("disarm");
    return {};
  }
  std::vector<engine::RawEvent> drain() override {
    if (log_.calls.empty() || log_.calls.back() != "drain") log_.calls.push_back("drain");
    return std::exchange(log_.pending, {});
  }
  engine::Losses losses() const override { return log_.losses; }

 private:
  EngineLog& log_;
  engine::ScopeId next_scope_ = 1;
};

/// A session, which needs no privileges, that says it were a cgroup.
class FakeEnclosure : public run::Enclosure {
 public:
  FakeEnclosure(std::string name, std::set<std::string>& alive)
      : name_(std::move(name)), alive_(alive), session_(run::make_session_enclosure("")) {
    alive_.insert(name_);
  }
  ~FakeEnclosure() override { alive_.erase(name_); }
  int cgroup_fd() const override { return -1; }
  uint64_t cgroup_id() const override { return 7; }
  std::string path() const override { return name_; }
  std::string why_no_cgroup() const override { return {}; }
  Result<system::ExitStatus> stop(system::Process& process, std::chrono::milliseconds patience,
                                  int hurry_fd) override {
    return session_->stop(process, patience, hurry_fd);
  }

 private:
  std::string name_;
  std::set<std::string>& alive_;
  std::unique_ptr<run::Enclosure> session_;
};

/// A spec whose tests are C++ functions.
class FakeProgram : public spec::Program {
 public:
  using Body = std::function<spec::BodyResult(spec::Runtime&)>;
  plan::Plan plan_;
  std::map<std::string, Body> bodies;

  const plan::Plan& plan() const override { return plan_; }
  spec::BodyResult run(const plan::Test& test, spec::Runtime& runtime) override {
    return bodies.at(test.name)(runtime);
  }
  void cancel() override { cancelled = true; }
  std::atomic<bool> cancelled = false;
  void add_test(const std::string& name, Body body) {
    plan::Test test;
    test.name = name;
    plan_.tests.push_back(test);
    bodies[name] = std::move(body);
  }
  void add_service(const std::string& name, const std::string& script) {
    plan::Service service;
    service.name = name;
    service.binary = "/bin/sh";
    service.args = {"-c", script};
    service.allows_io_uring = true;  // Else there is a rule more than a test asks for.
    plan_.services.push_back(service);
  }
};

class FakeObserver : public run::Observer {
 public:
  std::vector<std::string> told;
  void test_started(size_t, size_t, const std::string& name) override {
    told.push_back("start " + name);
  }
  void test_finished(const report::RunResult& run) override {
    told.push_back("end " + run.tests.back().test.name);
  }
  void printed(const std::string& text) override { told.push_back(text); }
};

/// All of the above, wired: fill in `program`, then run().
struct Bench {
  EngineLog log;
  std::set<std::string> alive;  ///< Enclosures that exist.
  FakeProgram program;
  FakeObserver observer;
  run::Options options;
  run::World world;

  Bench() {
    program.plan_.file = "fake.star";
    world.open_engine = [this]() -> Result<std::unique_ptr<engine::Engine>> {
      log.calls.push_back("open");
      return std::make_unique<FakeEngine>(log);
    };
    world.make_enclosure =
        [this](const std::string& name) -> Result<std::unique_ptr<run::Enclosure>> {
      return std::make_unique<FakeEnclosure>(name, alive);
    };
  }
  report::RunResult run() {
    std::vector<const plan::Test*> tests;
    for (const plan::Test& test : program.plan_.tests) tests.push_back(&test);
    return run::run_tests(program, tests, options, world, observer);
  }
};

/// A rule on `service` for one syscall, at a line of its own.
inline plan::Rule rule(const std::string& service, const std::string& keyword, int line = 1) {
  plan::Rule rule;
  rule.service = service;
  rule.keyword = keyword;
  rule.syscalls = {keyword};
  rule.action.error_number = 5;
  rule.place = {"fake.star", line, 1};
  return rule;
}

/// How a body ends that asserted one thing and is content.
inline spec::BodyResult content() {
  spec::BodyResult result;
  result.assertions = 1;
  return result;
}

}  // namespace fakes
