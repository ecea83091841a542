// An engine that hands out what a test gives it, and writes down what was asked of it.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "user/engine/engine.h"

namespace mishap::tests {

/// Outlives the engine, which the session owns.
struct EngineLog {
  std::vector<std::string> asked;
  engine::EngineChoice choice;                     ///< What the engine was opened with.
  std::deque<std::vector<engine::RawCall>> calls;  ///< For one drain_calls() each.
  std::deque<std::vector<engine::RawEvent>> events;
  std::map<uint32_t, engine::Counters> counters;
  std::vector<engine::Bypass> bypasses;
  std::vector<std::string> gaps;
  engine::Losses losses;
  bool has_io_uring = true;  ///< attach() takes io_uring_setup.
};

class FakeEngine : public engine::Engine {
 public:
  explicit FakeEngine(EngineLog& log) : log_(log) {}
  std::string name() const override { return "fake"; }
  std::string mechanism() const override { return "none"; }
  std::string why() const override { return "a test"; }
  Result<engine::ScopeId> add_scope(uint64_t, const std::string&) override { return 1; }
  Result<engine::ScopeId> add_process_scope(int) override { return 1; }
  void remove_scope(engine::ScopeId) override {}
  Result<uint32_t> add_counter(const std::string& identity) override {
    log_.asked.push_back("counter " + identity);
    return next_counter_++;
  }
  void remove_counter(uint32_t) override {}
  engine::Counters counters(uint32_t counter) const override { return log_.counters[counter]; }
  Result<void> attach(std::span<const uint16_t>) override {
    if (!log_.has_io_uring) return fail("no such function");
    return {};
  }
  Result<void> arm(engine::ScopeId, const compile::ScopeImage&) override {
    log_.asked.push_back("arm");
    return {};
  }
  Result<void> disarm(engine::ScopeId) override {
    log_.asked.push_back("disarm");
    return {};
  }
  Result<void> trace_calls(engine::ScopeId) override {
    log_.asked.push_back("trace");
    return {};
  }
  Result<void> stop_tracing(engine::ScopeId) override {
    log_.asked.push_back("stop tracing");
    return {};
  }
  std::vector<engine::RawCall> drain_calls() override { return take(log_.calls); }
  std::vector<engine::RawEvent> drain() override { return take(log_.events); }
  std::vector<engine::Bypass> bypasses(engine::ScopeId) const override { return log_.bypasses; }
  std::vector<std::string> gaps() const override { return log_.gaps; }
  engine::Losses losses() const override { return log_.losses; }

 private:
  template <typename T>
  static std::vector<T> take(std::deque<std::vector<T>>& batches) {
    if (batches.empty()) return {};
    std::vector<T> first = std::move(batches.front());
    batches.pop_front();
    return first;
  }

  EngineLog& log_;
  uint32_t next_counter_ = 0;
};

}  // namespace mishap::tests
