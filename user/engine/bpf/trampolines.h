// Other programs' BPF trampolines on kernel functions, as ftrace lists them.
#pragma once

#include <optional>
#include <string>

namespace mishap::engine {

/// What ftrace says of a direct call on this kernel function ("direct-->bpf_trampoline_123"), or
/// nullopt when there is none or tracefs is not mounted. A kprobe override beside one is silently
/// lost (kernel/trace/ftrace.c: the direct call wins over the changed instruction pointer).
std::optional<std::string> direct_trampoline_on(const std::string& function);

}  // namespace mishap::engine
