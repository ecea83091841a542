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
  bool fired = false;   ///< The rule did its action; false: probability or trigger held it back.
  bool compat = false;  ///< Made by 32-bit code; syscall is the native number all the same.
  int64_t value = 0;    ///< What the caller was told, when it fired.
  int32_t pid = 0, tid = 0;
  uint64_t args[6] = {};
  std::string path;  ///< As the process sees it; empty when the call has none.
};

/// A call of a scope whose calls are traced, with what came of it.
struct RawCall {
  int64_t time_ns = 0;      ///< CLOCK_MONOTONIC, of its entry.
  int64_t duration_ns = 0;  ///< Up to its return; 0 when it did not.
  ScopeId scope = 0;
  uint16_t syscall = 0;   ///< Native number; of a compat call without a native one, its own.
  bool compat = false;    ///< Made by 32-bit code.
  bool unknown = false;   ///< A compat call that no native one corresponds to.
  bool returned = false;  ///< false: exit, or the process was killed or its end was not seen.
  int64_t result = 0;     ///< As the program got it: a negative errno on failure.
  int32_t pid = 0, tid = 0;
  uint64_t args[6] = {};
  std::string paths[2];  ///< Of the path arguments and descriptors that the table names.
};

/// What went past the system calls, through an io_uring.
struct Bypass {
  uint8_t operation = 0;  ///< IORING_OP_*.
  uint64_t submissions = 0;
};

struct Counters {
  uint64_t matched = 0;
  uint64_t fired = 0;
  uint64_t path_unknown = 0;
  /// Of those held back, how many have no event: only the first of a rule have one.
  uint64_t held_back_untold = 0;
  /// Of those fired at="exit", how many had not returned when the rule was taken away, or were
  /// interrupted before they had done anything: they were told nothing.
  uint64_t unfinished = 0;
};

/// One way in which events or decisions were lost, and how many.
struct Loss {
  enum class Of : uint8_t { events, decisions };
  Of of = Of::events;
  uint64_t count = 0;
  std::string what;  ///< "calls passed by the kernel's recursion guard"
  /// Counted for all processes of the machine: none of them need be of a scope.
  bool machine_wide = false;
};

/// What was lost. Anything but zero makes a verdict doubtful and is reported.
struct Losses {
  uint64_t events_dropped = 0;
  uint64_t decisions_missed = 0;
  std::vector<Loss> causes = {};  ///< What these add up to; those of count 0 left out.
};

struct EngineChoice {
  std::string mechanism = "auto";  ///< auto, fmod_ret, override
  uint64_t seed = 0;               ///< Of probabilities.
  /// Only trace calls: needs no kernel that injects. arm() fails then.
  bool only_trace = false;
  bool trace_calls = false;  ///< trace_calls() may be called; takes 64 MiB.
  /// Scopes may be process trees too, which costs every hooked call on the machine a little.
  bool process_scopes = false;
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::string name() const = 0;       ///< "bpf"
  virtual std::string mechanism() const = 0;  ///< "fmod_ret" or "override"
  virtual std::string why() const = 0;        ///< One line: why this mechanism.

  /// Makes a scope of a cgroup and of all that is below it, now and later.
  virtual Result<ScopeId> add_scope(uint64_t cgroup_id, const std::string& cgroup_path) = 0;
  /// Makes a scope of a running process, its threads, and its descendants, those that it has
  /// already included. The engine must have been opened with process_scopes. `pid` is of the
  /// initial pid namespace.
  virtual Result<ScopeId> add_process_scope(int pid) = 0;
  virtual void remove_scope(ScopeId scope) = 0;

  /// A slot of counters for a rule; zeroed. Probabilities depend on the seed and on `identity`, not
  /// on the slot.
  virtual Result<uint32_t> add_counter(const std::string& identity) = 0;
  virtual void remove_counter(uint32_t counter) = 0;
  virtual Counters counters(uint32_t counter) const = 0;

  /// Hooks the syscalls; they stay hooked until the engine goes. Errors: one that this kernel does
  /// not let us fault.
  virtual Result<void> attach(std::span<const uint16_t> syscalls) = 0;

  /// Hooks all that arm() would for these tables, returns included, and puts nothing in force; only
  /// the lists of the image are read. Errors: what this kernel can't do, with the place of the rule
  /// that asks for it at a return.
  virtual Result<void> prepare(const compile::ScopeImage& image) = 0;
  /// Replaces all rules of a scope. When it returns every CPU decides by the new ones. Attaches
  /// what is not yet.
  virtual Result<void> arm(ScopeId scope, const compile::ScopeImage& image) = 0;
  /// Takes all rules of a scope away; when it returns no CPU decides by them.
  virtual Result<void> disarm(ScopeId scope) = 0;

  /// From now on every call of the scope is traced, fired faults included.
  virtual Result<void> trace_calls(ScopeId scope) = 0;
  /// When it returns no more calls of the scope are traced; those before are in drain_calls().
  virtual Result<void> stop_tracing(ScopeId scope) = 0;
  /// The traced calls that have ended since the last time, in the order of their ends.
  virtual std::vector<RawCall> drain_calls() = 0;

  /// Calls of the scope that some rule named and none applied to, since the scope was made.
  virtual uint64_t passed(ScopeId scope) const = 0;

  /// Submissions to io_urings by the scope's processes since it was made, by operation.
  virtual std::vector<Bypass> bypasses(ScopeId scope) const = 0;
  /// Programs that this kernel does not let us fault, such as 32-bit ones: a sentence each.
  virtual std::vector<std::string> gaps() const = 0;

  /// All events up to the moment of the call, in time order.
  virtual std::vector<RawEvent> drain() = 0;
  virtual Losses losses() const = 0;
};

/// The bpf engine, chosen by loading and attaching real probe programs. The error says what this
/// kernel lacks.
Result<std::unique_ptr<Engine>> open_bpf_engine(const EngineChoice& choice);

}  // namespace mishap::engine
