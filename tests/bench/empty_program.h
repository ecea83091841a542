// The floor of a mechanism: what a BPF program costs that does nothing.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::bench {

/// `r0 = 0; exit` on the kernel functions of some syscalls, attached as the engine attaches its own
/// programs. Detached when it goes.
class EmptyProgram {
 public:
  /// `mechanism`: fmod_ret or override.
  static Result<EmptyProgram> attach(const std::string& mechanism,
                                     std::span<const std::string> syscalls);

 private:
  std::vector<system::FileDescriptor> descriptors_;  ///< Of programs and links.
};

}  // namespace mishap::bench
