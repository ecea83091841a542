// The bpf engine: rules in BPF maps, decisions on syscall entry.
#pragma once

#include <memory>
#include <thread>
#include <vector>

#include "user/engine/bpf/arena.h"
#include "user/engine/bpf/call_ring.h"
#include "user/engine/bpf/event_ring.h"
#include "user/engine/bpf/hooks.h"
#include "user/engine/bpf/object.h"
#include "user/engine/bpf/return_hooks.h"
#include "user/engine/bpf/scope_table.h"
#include "user/engine/engine.h"

namespace mishap::engine {

/// An object that the kernel has loaded, with the hooks that were chosen for it.
struct Loaded {
  std::unique_ptr<KernelSymbols> symbols;
  std::unique_ptr<Object> object;
  std::unique_ptr<Hooks> hooks;               ///< nullptr for Mechanism::none.
  std::unique_ptr<ReturnHooks> return_hooks;  ///< nullptr for Mechanism::none.
  std::unique_ptr<Hooks> path_hooks;          ///< Make path arguments readable; with fmod_ret only.
  std::unique_ptr<Hooks> compat_hooks;  ///< For 32-bit programs; nullptr where there are none.
  bool compat_shares_program = false;   ///< Both by override: its misses are those of all.
  std::jthread probe_end;
  std::string mechanism, why;
};

/// Loads and attaches real programs until a mechanism works; see mechanism.cpp for the order.
/// The mechanism may also be none: no hooks, decisions by BPF_PROG_TEST_RUN alone (trial.h).
Result<Loaded> load_best_mechanism(const EngineChoice& choice);

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
  Result<void> prepare(const compile::ScopeImage& image) override;
  Result<void> arm(ScopeId scope, const compile::ScopeImage& image) override;
  Result<void> disarm(ScopeId scope) override;
  Result<void> trace_calls(ScopeId scope) override;
  Result<void> stop_tracing(ScopeId scope) override;
  std::vector<RawCall> drain_calls() override;
  uint64_t passed(ScopeId scope) const override;
  std::vector<Bypass> bypasses(ScopeId scope) const override;
  std::vector<std::string> gaps() const override { return gaps_; }
  std::vector<RawEvent> drain() override { return ring_->drain(); }
  Losses losses() const override;
  const Object& object() const { return *loaded_.object; }

 private:
  BpfEngine(Loaded loaded, uint64_t seed);
  Result<void> publish(ScopeId scope, uint32_t image);
  /// Voids what rules that are no longer in force were to do at returns.
  /// `counters`: of the rules that are in force now.
  Result<void> void_notes(ScopeId scope, std::vector<uint32_t> counters);
  void take_away_notes(const std::vector<uint32_t>& counters);
  Result<void> attach_return_hooks(const compile::ScopeImage& image);
  Result<void> attach_file_hook();
  Result<void> attach_path_hooks(std::span<const uint16_t> syscalls);
  void attach_compat(std::span<const uint16_t> syscalls);

  Loaded loaded_;
  uint64_t seed_;
  ScopeTable scopes_;
  ArenaSpace space_;
  std::unique_ptr<EventRing> ring_;
  std::unique_ptr<CallRing> calls_;  ///< Once calls are traced.
  std::vector<std::string> gaps_;
  KprobeLink file_hook_{nullptr, bpf_link__destroy};  ///< Once a trigger counts by files.
  std::vector<bool> counters_used_ = std::vector<bool>(MISHAP_COUNTERS);
  std::vector<bool> unwaited_ =
      std::vector<bool>(MISHAP_SCOPES);  ///< Programs may still read what was lifted.
  std::vector<bool> tallied_ = std::vector<bool>(MISHAP_COUNTERS);
  std::vector<std::vector<uint32_t>> with_notes_ =
      std::vector<std::vector<uint32_t>>(MISHAP_SCOPES);  ///< Counters, by scope.
  uint64_t returns_missed_ = 0;                           ///< Of rules that were taken away.
  uint64_t generation_ = 0;
};

}  // namespace mishap::engine
