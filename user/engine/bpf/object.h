// The loaded BPF object of one mishap process: one entry mechanism, the scope and owner hooks, and
// their maps.
#pragma once

#include <memory>
#include <string>

#include <bpf/libbpf.h>

#include "bpf/abi.h"
#include "user/engine/bpf/kernel_symbols.h"
#include "user/plan/error.h"

struct mishap_bpf;

namespace mishap::engine {

enum class Mechanism { fmod_ret, override_return, none };

/// Which programs to load, and what their tables are to hold.
struct ObjectOptions {
  Mechanism native =
      Mechanism::none;  ///< For calls of 64-bit programs; none: the test-run program.
  Mechanism compat = Mechanism::none;  ///< For those of 32-bit programs.
  bool trace_calls = false;
  bool process_scopes = false;
  bool overrides_returns = false;  ///< The kernel lets return probes change what a caller is told.
};

/// Loads bpf/mishap.bpf.c and attaches what follows cgroups, processes and the owner's death. The
/// test-run program and traces alone are taken by any kernel with BTF.
class Object {
 public:
  static Result<Object> load(const ObjectOptions& options, const KernelSymbols& symbols);
  Object(Object&& other) noexcept;
  Object& operator=(Object&&) = delete;
  ~Object();

  mishap_bpf& skeleton() const { return *skeleton_; }
  bool overrides_returns() const { return overrides_returns_; }
  /// Attaches the tracepoints that tell of every call; they stay until the object goes.
  Result<void> attach_call_trace();
  /// Entries and returns that the tracepoints' recursion guard skipped.
  uint64_t untold_calls() const;
  /// The arena, mapped; MISHAP_ARENA_BYTES long.
  uint8_t* arena() const;

 private:
  Object() = default;
  Result<void> attach(bpf_program* program, bpf_link*& link);
  Result<void> attach_followers();
  mishap_bpf* skeleton_ = nullptr;
  bool overrides_returns_ = false;
};

}  // namespace mishap::engine
