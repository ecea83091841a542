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

/// Loads bpf/mishap.bpf.c with one mechanism (none: only the test-run program, which any kernel
/// with BTF takes) and attaches what follows cgroups and the owner's death.
class Object {
 public:
  static Result<Object> load(Mechanism mechanism, const KernelSymbols& symbols);
  Object(Object&& other) noexcept;
  Object& operator=(Object&&) = delete;
  ~Object();

  mishap_bpf& skeleton() const { return *skeleton_; }
  /// The arena, mapped; MISHAP_ARENA_BYTES long.
  uint8_t* arena() const { return arena_; }

 private:
  Object() = default;
  Result<void> attach_followers();
  Result<void> map_arena();
  mishap_bpf* skeleton_ = nullptr;
  uint8_t* arena_ = nullptr;
};

}  // namespace mishap::engine
