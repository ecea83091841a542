// BTF ids of the kernel functions behind syscalls.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

#include "user/plan/error.h"

namespace mishap::engine {

/// Read in one pass: libbpf looks a name up by a linear search each time.
class FunctionIds {
 public:
  static Result<std::shared_ptr<const FunctionIds>> read();
  struct Function {
    uint32_t id = 0;
    bool has_arguments = true;
  };
  /// Id 0 when the kernel's BTF has no such function.
  Function find(const std::string& function) const;

 private:
  std::unordered_map<std::string, uint32_t> ids_;
};

}  // namespace mishap::engine
