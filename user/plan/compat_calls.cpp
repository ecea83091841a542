// The table of i386 syscalls, and which native ones they are.
#include "user/plan/syscalls.h"

namespace mishap::plan {

std::span<const CompatCall> compat_calls() { return {}; }

}  // namespace mishap::plan
