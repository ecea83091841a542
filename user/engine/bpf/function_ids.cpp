// BTF ids of the kernel functions behind syscalls.
#include "user/engine/bpf/function_ids.h"

#include <cerrno>
#include <string_view>

#include <bpf/btf.h>

namespace mishap::engine {

Result<std::shared_ptr<const FunctionIds>> FunctionIds::read() {
  btf* types = btf__load_vmlinux_btf();
  if (!types) return fail_errno("cannot read the kernel's BTF", errno);
  auto found = std::make_shared<FunctionIds>();
  for (uint32_t id = 1; id < btf__type_cnt(types); id++) {
    const btf_type* type = btf__type_by_id(types, id);
    if (!btf_is_func(type)) continue;
    const std::string_view name = btf__name_by_offset(types, type->name_off);
    if (name.starts_with("__x64_sys_") || name.starts_with("__ia32_"))
      found->ids_.emplace(name, id);
  }
  btf__free(types);
  return found;
}

uint32_t FunctionIds::id(const std::string& function) const {
  const auto found = ids_.find(function);
  return found == ids_.end() ? 0 : found->second;
}

}  // namespace mishap::engine
