// Other programs' BPF trampolines on kernel functions, as ftrace lists them.
#pragma once

#include <istream>
#include <optional>
#include <string>

namespace mishap::engine {

/// The direct call that ftrace makes on this kernel function ("bpf_trampoline_123"), or nullopt
/// when there is none or tracefs is not mounted. A kprobe override beside one is silently lost
/// (kernel/trace/ftrace.c: the direct call wins over the changed instruction pointer).
std::optional<std::string> direct_trampoline_on(const std::string& function);

/// The same, from the text of tracefs' enabled_functions.
std::optional<std::string> direct_trampoline_in(std::istream& listing, const std::string& function);

}  // namespace mishap::engine
