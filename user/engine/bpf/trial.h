// Asking for a decision without a hook: BPF_PROG_TEST_RUN of the same code, on any kernel with BTF.
#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "user/engine/bpf/object.h"
#include "user/plan/error.h"

namespace mishap::engine {

/// What the calling thread would get for this syscall under the armed rules; nullopt = it passes.
/// The object must be loaded with Mechanism::none. The decision is counted and its
/// event sent as for a real call.
Result<std::optional<int64_t>> try_decision(const Object& object, uint16_t syscall,
                                            const std::array<uint64_t, 6>& arguments);

}  // namespace mishap::engine
