// Loading one BPF program again for other kernel functions. A fmod_ret program is bound to one
// function when it is loaded; libbpf has bpf_program__clone() for this from 1.8 on, Debian 12
// has 1.1.
#pragma once

#include <string>
#include <vector>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "user/plan/error.h"
#include "user/system/file_descriptor.h"

namespace mishap::engine {

/// The instructions and type information of a program that libbpf has loaded. Valid while its
/// object is open.
class ProgramCopy {
 public:
  static Result<ProgramCopy> of(const bpf_program* loaded);

  /// Loads a copy for the kernel function with this BTF id, of the original's kind. The error
  /// carries the verifier's last words.
  Result<system::FileDescriptor> load(const std::string& name, uint32_t function_btf_id) const;

 private:
  const bpf_program* program_ = nullptr;
  system::FileDescriptor types_;
  std::vector<bpf_func_info> functions_;
};

}  // namespace mishap::engine
