// An engine with real hooks, a cgroup in its scope, and programs that run in it to their end.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/kernel/rules.h"
#include "user/engine/bpf/preemption.h"
#include "user/system/cgroup.h"
#include "user/system/process.h"

namespace mishap {

/// How often a call failed, by its place (from 0) among those of its thread or open file.
using Hits = std::map<uint64_t, uint64_t>;

inline uint64_t sum_of(const Hits& hits) {
  uint64_t sum = 0;
  for (const auto& [place, count] : hits) sum += count;
  return sum;
}

/// A program that was started, and what it prints.
class Running {
 public:
  Running(const system::Cgroup& cgroup, const std::string& binary,
          std::vector<std::string> arguments)
      : output_(memfd_create("output", MFD_CLOEXEC)) {
    system::LaunchOptions options;
    options.binary = binary;
    options.args = std::move(arguments);
    options.env = system::environment_with({});
    options.cgroup_fd = cgroup.directory_fd();
    options.stdout_fd = output_.get();
    options.stderr_fd = STDERR_FILENO;
    auto process = system::Process::spawn(options);
    REQUIRE_MESSAGE(process.has_value(), process.error().message);
    process_ = std::make_unique<system::Process>(std::move(*process));
  }

  /// Whether it has ended by then, which it has to do with status 0.
  bool has_ended_within(std::chrono::milliseconds patience) {
    const auto status = process_->wait(patience);
    if (!status) return false;
    REQUIRE(status->shell_code() == 0);
    return true;
  }
  /// Waits for its end; what it printed, as pairs of numbers.
  Hits hits() {
    REQUIRE(has_ended_within(std::chrono::minutes(30)));
    std::string text(1 << 20, '\0');
    const ssize_t size = pread(output_.get(), text.data(), text.size(), 0);
    REQUIRE(size >= 0);
    REQUIRE(static_cast<size_t>(size) < text.size());
    std::istringstream words(text.substr(0, static_cast<size_t>(size)));
    Hits hits;
    for (uint64_t place = 0, count = 0; words >> place >> count;) hits[place] += count;
    return hits;
  }
  int pid() const { return process_->pid(); }

 private:
  system::FileDescriptor output_;
  std::unique_ptr<system::Process> process_;
};

class Stage {
 public:
  explicit Stage(uint64_t seed = 0) : cgroup_(system::Cgroup::create("stage").value()) {
    engine::EngineChoice choice;
    choice.seed = seed;
    if (const char* wish = std::getenv("MECHANISM")) choice.mechanism = wish;
    auto engine = engine::open_bpf_engine(choice);
    REQUIRE_MESSAGE(engine.has_value(), engine.error().message << " " << engine.error().hint);
    engine_ = std::move(*engine);
    scope_ = engine_->add_scope(cgroup_.id(), cgroup_.path()).value();
  }

  /// Runs load.cpp in the cgroup: who (threads or processes), how many, how many calls each, which.
  Running start(const std::string& who, uint64_t how_many, uint64_t calls,
                const std::vector<std::string>& which) {
    std::vector<std::string> arguments = {who, std::to_string(how_many), std::to_string(calls)};
    arguments.insert(arguments.end(), which.begin(), which.end());
    return Running(cgroup_, MISHAP_LOAD, std::move(arguments));
  }
  Hits load(const std::string& who, uint64_t how_many, uint64_t calls,
            const std::vector<std::string>& which) {
    return start(who, how_many, calls, which).hits();
  }
  /// Checks that of the calls made as many reached a rule as the losses say, and all where the
  /// mechanism has no reason to lose any. Missed calls are counted for the whole machine, of which
  /// hardly anybody else makes any.
  void check_matched(uint64_t matched, uint64_t made) const {
    const uint64_t missed = engine_->losses().decisions_missed;
    MESSAGE(made << " calls by " << engine_->mechanism() << ": " << matched << " matched, "
                 << missed << " missed");
    if (engine_->mechanism() == "override" || !engine::preempts_fully()) CHECK(missed == 0);
    CHECK(matched <= made);
    CHECK(matched + missed >= made);
    CHECK(matched + missed <= made + made / 100);
  }
  engine::Engine& engine() { return *engine_; }
  engine::ScopeId scope() const { return scope_; }
  const system::Cgroup& cgroup() const { return cgroup_; }

 private:
  system::Cgroup cgroup_;
  std::unique_ptr<engine::Engine> engine_;
  engine::ScopeId scope_ = 0;
};

}  // namespace mishap
