// An engine arms rules for scopes, delivers events, and says what it lost. The bpf engine is the
// first one.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "user/compile/compile.h"
#include "user/plan/error.h"

namespace mishap::engine {

/// A cgroup and all below it, under one set of rules.
using ScopeId = uint32_t;

/// A syscall that met a rule, as the kernel reported it.
struct RawEvent {
  int64_t time_ns = 0;  ///< CLOCK_MONOTONIC.
  ScopeId scope = 0;
  uint32_t counter = 0;  ///< Of the rule.
  uint16_t syscall = 0;
  bool fired = false;  ///< false: probability or trigger held it back.
  int64_t value = 0;   ///< What the caller was told, when it fired.
  int32_t pid = 0, tid = 0;
  uint64_t args[6] = {};
  std::string path;  ///< As the process sees it; empty when the call has none.
};

struct Counters {
  uint64_t matched = 0;
  uint64_t fired = 0;
  uint64_t path_unknown = 0;
};

/// What was lost. Anything but zero makes a verdict doubtful and is reported.
struct Losses {
  uint64_t events_dropped = 0;
  uint64_t decisions_missed = 0;
  std::string detail;  ///< What was missed where, for the report; empty when nothing was.
};

struct EngineChoice {
  std::string mechanism = "auto";  ///< auto, fmod_ret, override
  uint64_t seed = 0;               ///< Of probabilities.
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::string name() const = 0;       ///< "bpf"
  virtual std::string mechanism() const = 0;  ///< "fmod_ret" or "override"
  virtual std::string why() const = 0;        ///< One line: why this mechanism.

  /// Makes a scope of a cgroup and of all that is below it, now and later.
  virtual Result<ScopeId> add_scope(uint64_t cgroup_id, const std::string& cgroup_path) = 0;
  virtual void remove_scope(ScopeId scope) = 0;

  /// A slot of counters for a rule; zeroed. Probabilities depend on the seed and on `identity`, not
  /// on the slot.
  virtual Result<uint32_t> add_counter(const std::string& identity) = 0;
  virtual void remove_counter(uint32_t counter) = 0;
  virtual Counters counters(uint32_t counter) const = 0;

  /// Hooks the syscalls; they stay hooked until the engine goes. Errors: one that this kernel does
  /// not let us fault.
  virtual Result<void> attach(std::span<const uint16_t> syscalls) = 0;

  /// Replaces all rules of a scope. When it returns every CPU decides by the new ones. Attaches
  /// what is not yet.
  virtual Result<void> arm(ScopeId scope, const compile::ScopeImage& image) = 0;
  /// Takes all rules of a scope away; when it returns no CPU decides by them.
  virtual Result<void> disarm(ScopeId scope) = 0;

  /// All events up to the moment of the call, in time order.
  virtual std::vector<RawEvent> drain() = 0;
  virtual Losses losses() const = 0;
};

/// The bpf engine, chosen by loading and attaching real probe programs. The error says what this
/// kernel lacks.
Result<std::unique_ptr<Engine>> open_bpf_engine(const EngineChoice& choice);

}  // namespace mishap::engine
