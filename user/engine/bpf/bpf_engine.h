// The bpf engine: rules in BPF maps, decisions on syscall entry.
#pragma once

#include <memory>
#include <vector>

#include "user/engine/bpf/arena.h"
#include "user/engine/bpf/event_ring.h"
#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/object.h"
#include "user/engine/bpf/scope_table.h"
#include "user/engine/engine.h"

namespace mishap::engine {

/// An object that the kernel has loaded, with the hooks that were chosen for it.
struct Loaded {
  std::unique_ptr<KernelSymbols> symbols;
  std::unique_ptr<Object> object;
  std::unique_ptr<Hooks> hooks;  ///< nullptr for Mechanism::none.
  std::string mechanism, why;
};

/// Loads and attaches real programs until a mechanism works; see mechanism.cpp for the order.
/// `wish` is auto, fmod_ret, override, or none: no hooks, decisions by BPF_PROG_TEST_RUN alone
/// (trial.h).
Result<Loaded> load_best_mechanism(const std::string& wish);

class BpfEngine : public Engine {
 public:
  static Result<std::unique_ptr<BpfEngine>> open(Loaded loaded, uint64_t seed);

  std::string name() const override { return "bpf"; }
  std::string mechanism() const override { return loaded_.mechanism; }
  std::string why() const override { return loaded_.why; }
  Result<ScopeId> add_scope(uint64_t cgroup_id, const std::string& cgroup_path) override;
  Result<ScopeId> add_process_scope(int pid) override;
  void remove_scope(ScopeId scope) override;
  Result<uint32_t> add_counter(const std::string& identity) override;
  void remove_counter(uint32_t counter) override;
  Counters counters(uint32_t counter) const override;
  Result<void> attach(std::span<const uint16_t> syscalls) override;
  Result<void> arm(ScopeId scope, const compile::ScopeImage& image) override;
  Result<void> disarm(ScopeId scope) override;
  Result<void> trace_calls(ScopeId scope) override;
  std::vector<RawCall> drain_calls() override;
  std::vector<Bypass> bypasses(ScopeId scope) const override;
  std::vector<std::string> gaps() const override;
  std::vector<RawEvent> drain() override { return ring_->drain(); }
  Losses losses() const override;
  const Object& object() const { return *loaded_.object; }

 private:
  BpfEngine(Loaded loaded, uint64_t seed);
  Result<void> publish(ScopeId scope, uint32_t image);
  Result<void> wait_out_readers();

  Loaded loaded_;
  uint64_t seed_;
  ScopeTable scopes_;
  ArenaSpace space_;
  std::unique_ptr<EventRing> ring_;
  std::vector<bool> counters_used_ = std::vector<bool>(MISHAP_COUNTERS);
  uint64_t generation_ = 0;
};

}  // namespace mishap::engine
