// BTF ids of the kernel functions behind syscalls.
#include "user/engine/bpf/function_ids.h"

#include <cerrno>
#include <string_view>

#include <bpf/btf.h>

namespace mishap::engine {
namespace {

const std::string shared_prefix = "__do_sys_";

}  // namespace

Result<std::shared_ptr<const FunctionIds>> FunctionIds::read() {
  btf* types = btf__load_vmlinux_btf();
  if (!types) return fail_errno("cannot read the kernel's BTF", errno);
  auto found = std::make_shared<FunctionIds>();
  for (uint32_t id = 1; id < btf__type_cnt(types); id++) {
    const btf_type* type = btf__type_by_id(types, id);
    if (!btf_is_func(type)) continue;
    const std::string_view name = btf__name_by_offset(types, type->name_off);
    if (name.starts_with("__x64_sys_") || name.starts_with("__ia32_") ||
        name.starts_with(shared_prefix))
      found->ids_.emplace(name, id);
  }
  btf__free(types);
  return found;
}

FunctionIds::Function FunctionIds::find(const std::string& function) const {
  if (const auto found = ids_.find(function); found != ids_.end()) return {found->second, true};
  // SYSCALL_DEFINE0 makes __x64_sys_vfork and __ia32_sys_vfork other names of __do_sys_vfork, and
  // BTF has that one alone, without arguments (arch/x86/include/asm/syscall_wrapper.h).
  const size_t name = function.find("sys_");
  if (name == std::string::npos) return {};
  const auto shared = ids_.find(shared_prefix + function.substr(name + 4));
  return shared == ids_.end() ? Function{} : Function{shared->second, false};
}

}  // namespace mishap::engine
