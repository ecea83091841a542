// Stand-ins for enclosures, the program and the observer, wired to a fake engine.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/engine/fake_engine.h"
#include "user/run/runner.h"

namespace fakes {

using namespace mishap;

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
  tests::EngineLog log;
  std::set<std::string> alive;  ///< Enclosures that exist.
  FakeProgram program;
  FakeObserver observer;
  run::Options options;
  run::World world;

  Bench() {
    program.plan_.file = "fake.star";
    world.open_engine = [this]() -> Result<std::unique_ptr<engine::Engine>> {
      log.asked.push_back("open");
      return std::make_unique<tests::FakeEngine>(log);
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
