// Hooks on the return of syscalls, for what rules do once a call has been carried out.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <span>
#include <vector>

#include <bpf/libbpf.h>

#include "user/compile/compile.h"
#include "user/engine/bpf/kernel_symbols.h"
#include "user/engine/bpf/object.h"
#include "user/plan/error.h"

namespace mishap::engine {

using KprobeLink = std::unique_ptr<bpf_link, int (*)(bpf_link*)>;

/// kretprobe.multi on the functions of native and 32-bit calls. What is hooked stays hooked until
/// the hooks go, and costs every such call on the machine, so only what is asked for is.
class ReturnHooks {
 public:
  ReturnHooks(const Object& object, const KernelSymbols& symbols)
      : object_(object), symbols_(symbols) {}

  /// Hooks what is not hooked yet. `what` begins the error of a kernel that can't, which has the
  /// place of the first action that it can't do.
  Result<void> attach(std::span<const compile::ReturnAction> actions, const std::string& what);

 private:
  Result<KprobeLink> link(const std::set<unsigned long>& addresses) const;
  const Object& object_;
  const KernelSymbols& symbols_;
  std::set<uint16_t> hooked_;
  std::vector<KprobeLink> links_;
};

/// on_file_end, which per="fd" needs. Errors: a kernel without the function that it sits on.
Result<KprobeLink> hook_file_ends(const Object& object, const KernelSymbols& symbols);

}  // namespace mishap::engine
