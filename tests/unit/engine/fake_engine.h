// An engine that hands out what a test gives it, and writes down what was asked of it.
#pragma once

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "user/engine/losses.h"

namespace mishap::tests {

/// What a fake engine was asked for, and what it is to do. Outlives the engine.
struct EngineLog {
  engine::EngineChoice choice;              ///< What it was opened with, if the opener notes it.
  std::vector<std::string> asked;           ///< In order; drains in a row are one.
  std::vector<std::string> identities;      ///< Of counters, in the order of making.
  std::vector<compile::ScopeImage> images;  ///< That were armed.
  int scopes = 0;                           ///< Alive, as are counters.
  int counters = 0;

  std::deque<std::vector<engine::RawEvent>> events;  ///< For one drain() each.
  std::deque<std::vector<engine::RawCall>> calls;    ///< For one drain_calls() each.
  std::map<uint32_t, engine::Counters> seen;         ///< By counter.
  uint64_t passed = 0;                               ///< Of every scope, as are bypasses.
  std::vector<engine::Bypass> bypasses;
  std::vector<std::string> gaps;
  engine::Losses losses;
  engine::Losses lost_by_drain;    ///< Found out by the next drain().
  engine::Losses lost_by_scope;    ///< Lost each time that a scope is removed.
  std::set<uint16_t> refused;      ///< Syscalls that attach() refuses.
  bool refuses_returns = false;    ///< prepare() refuses what changes a call's return.
  std::vector<bool> arm_fails;     ///< Consumed from the front; missing = works.
  std::vector<bool> disarm_fails;  ///< Likewise.
};

class FakeEngine : public engine::Engine {
 public:
  explicit FakeEngine(EngineLog& log) : log_(log) {}
  std::string name() const override { return "fake"; }
  std::string mechanism() const override { return "none"; }
  std::string why() const override { return "a test"; }

  Result<engine::ScopeId> add_scope(uint64_t, const std::string& path) override {
    log_.asked.push_back("add_scope " + path);
    ++log_.scopes;
    return next_scope_++;
  }
  Result<engine::ScopeId> add_process_scope(int pid) override {
    return add_scope(0, "pid " + std::to_string(pid));
  }
  void remove_scope(engine::ScopeId) override {
    log_.asked.push_back("remove_scope");
    engine::add_losses(log_.losses, log_.lost_by_scope);
    --log_.scopes;
  }
  Result<uint32_t> add_counter(const std::string& identity) override {
    log_.identities.push_back(identity);
    ++log_.counters;
    return next_counter_++;
  }
  void remove_counter(uint32_t) override { --log_.counters; }
  engine::Counters counters(uint32_t counter) const override { return log_.seen[counter]; }
  Result<void> attach(std::span<const uint16_t> syscalls) override {
    for (const uint16_t number : syscalls)
      if (log_.refused.contains(number)) return fail("this kernel refuses it");
    log_.asked.push_back("attach " + std::to_string(syscalls.size()));
    return {};
  }
  Result<void> prepare(const compile::ScopeImage& image) override {
    if (Result<void> attached = attach(image.syscalls); !attached) return attached;
    if (log_.refuses_returns)
      for (const auto* actions : {&image.at_exit, &image.told_zero})
        for (const compile::ReturnAction& each : *actions)
          if (each.overrides) return std::unexpected(Error{"no override", {}, each.place, {}});
    return {};
  }
  Result<void> arm(engine::ScopeId, const compile::ScopeImage& image) override {
    log_.asked.push_back("arm " + std::to_string(image.syscalls.size()));
    if (is_next(log_.arm_fails)) return fail("no room");
    log_.images.push_back(image);
    return {};
  }
  Result<void> disarm(engine::ScopeId) override {
    log_.asked.push_back("disarm");
    if (is_next(log_.disarm_fails)) return fail("no barrier");
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
  std::vector<engine::RawEvent> drain() override {
    if (log_.asked.empty() || log_.asked.back() != "drain") log_.asked.push_back("drain");
    engine::add_losses(log_.losses, std::exchange(log_.lost_by_drain, {}));
    return take(log_.events);
  }
  uint64_t passed(engine::ScopeId) const override { return log_.passed; }
  std::vector<engine::Bypass> bypasses(engine::ScopeId) const override { return log_.bypasses; }
  std::vector<std::string> gaps() const override { return log_.gaps; }
  engine::Losses losses() const override { return log_.losses; }

 private:
  static bool is_next(std::vector<bool>& answers) {
    if (answers.empty()) return false;
    const bool answer = answers.front();
    answers.erase(answers.begin());
    return answer;
  }
  template <typename T>
  static std::vector<T> take(std::deque<std::vector<T>>& batches) {
    if (batches.empty()) return {};
    std::vector<T> first = std::move(batches.front());
    batches.pop_front();
    return first;
  }

  EngineLog& log_;
  engine::ScopeId next_scope_ = 1;
  uint32_t next_counter_ = 0;
};

/// So many decisions that were missed in one way.
inline engine::Losses missed(uint64_t count, const std::string& what, bool machine_wide = false) {
  return {0, count, {{engine::Loss::Of::decisions, count, what, machine_wide}}};
}

/// So many events that were dropped.
inline engine::Losses dropped(uint64_t count) {
  return {count, 0, {{engine::Loss::Of::events, count, "events dropped", false}}};
}

}  // namespace mishap::tests
