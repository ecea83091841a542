#include "tests/bench/empty_program.h"

#include <cerrno>
#include <iterator>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "user/engine/bpf/kernel_symbols.h"

namespace mishap::bench {
namespace {

using Descriptors = std::vector<system::FileDescriptor>;

int load(bpf_prog_type type, const bpf_prog_load_opts& options) {
  constexpr bpf_insn program[] = {
      {BPF_ALU64 | BPF_MOV | BPF_K, BPF_REG_0, 0, 0, 0},
      {BPF_JMP | BPF_EXIT, 0, 0, 0, 0},
  };
  return bpf_prog_load(type, "empty", "GPL", program, std::size(program), &options);
}

Result<void> keep(int descriptor, const char* what, Descriptors& list) {
  if (descriptor < 0) return fail_errno(std::string("cannot ") + what + " an empty program", errno);
  list.emplace_back(descriptor);
  return {};
}

Result<void> attach_fmod_ret(std::span<const std::string> syscalls, Descriptors& list) {
  for (const std::string& syscall : syscalls) {
    const std::string function = engine::syscall_function(syscall);
    const int id = libbpf_find_vmlinux_btf_id(function.c_str(), BPF_MODIFY_RETURN);
    if (id < 0) return fail_errno("cannot find " + function, -id);
    LIBBPF_OPTS(bpf_prog_load_opts, options);
    options.expected_attach_type = BPF_MODIFY_RETURN;
    options.attach_btf_id = static_cast<uint32_t>(id);
    auto done = keep(load(BPF_PROG_TYPE_TRACING, options), "load", list);
    if (done) done = keep(bpf_raw_tracepoint_open(nullptr, list.back().get()), "attach", list);
    if (!done) return done;
  }
  return {};
}

Result<void> attach_override(std::span<const std::string> syscalls, Descriptors& list) {
  const auto symbols = engine::KernelSymbols::read();
  if (!symbols) return std::unexpected(symbols.error());
  std::vector<unsigned long> addresses;
  for (const std::string& syscall : syscalls)
    addresses.push_back(symbols->address(engine::syscall_function(syscall)));
  LIBBPF_OPTS(bpf_prog_load_opts, options);
  options.expected_attach_type = BPF_TRACE_KPROBE_MULTI;
  if (auto done = keep(load(BPF_PROG_TYPE_KPROBE, options), "load", list); !done) return done;
  LIBBPF_OPTS(bpf_link_create_opts, link);
  link.kprobe_multi.cnt = static_cast<uint32_t>(addresses.size());
  link.kprobe_multi.addrs = addresses.data();
  return keep(bpf_link_create(list.back().get(), 0, BPF_TRACE_KPROBE_MULTI, &link), "attach", list);
}

}  // namespace

Result<EmptyProgram> EmptyProgram::attach(const std::string& mechanism,
                                          std::span<const std::string> syscalls) {
  EmptyProgram empty;
  const auto attached = mechanism == "fmod_ret" ? attach_fmod_ret(syscalls, empty.descriptors_)
                                                : attach_override(syscalls, empty.descriptors_);
  if (!attached) return std::unexpected(attached.error());
  return empty;
}

}  // namespace mishap::bench
