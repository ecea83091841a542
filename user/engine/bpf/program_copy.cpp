// Copies of a loaded program. Global functions need their BTF at load; the kernel tells the type
// ids of the loaded program's functions, and the calls in the original instructions tell where each
// begins.
#include "user/engine/bpf/program_copy.h"

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "user/engine/bpf/last_words.h"

namespace mishap::engine {
namespace {

/// First instruction of the main program and of each subprogram, ascending: the order that the
/// kernel keeps them in.
std::vector<uint32_t> function_starts(const bpf_insn* instructions, size_t count) {
  std::vector<uint32_t> starts{0};
  for (size_t i = 0; i < count; i++) {
    const bpf_insn& each = instructions[i];
    if (each.code == (BPF_JMP | BPF_CALL) && each.src_reg == BPF_PSEUDO_CALL)
      starts.push_back(static_cast<uint32_t>(i + 1 + each.imm));
  }
  std::sort(starts.begin(), starts.end());
  starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
  return starts;
}

/// libbpf keeps this flag to itself; the section says it too ("fentry.s/...").
bool is_sleepable(const bpf_program* program) {
  return std::string_view(bpf_program__section_name(program)).find(".s/") != std::string_view::npos;
}

}  // namespace

Result<ProgramCopy> ProgramCopy::of(const bpf_program* loaded) {
  ProgramCopy copy;
  copy.program_ = loaded;
  bpf_prog_info info = {};
  uint32_t length = sizeof info;
  const int fd = bpf_program__fd(loaded);
  if (bpf_obj_get_info_by_fd(fd, &info, &length))
    return fail_errno("cannot inspect a BPF program", errno);
  copy.types_ = system::FileDescriptor(bpf_btf_get_fd_by_id(info.btf_id));
  if (!copy.types_.valid()) return fail_errno("cannot open the types of a BPF program", errno);
  copy.functions_.resize(info.nr_func_info);
  bpf_prog_info query = {};
  query.nr_func_info = info.nr_func_info;
  query.func_info_rec_size = sizeof(bpf_func_info);
  query.func_info = reinterpret_cast<uint64_t>(copy.functions_.data());
  length = sizeof query;
  if (bpf_obj_get_info_by_fd(fd, &query, &length))
    return fail_errno("cannot inspect a BPF program", errno);
  const auto starts = function_starts(bpf_program__insns(loaded), bpf_program__insn_cnt(loaded));
  if (starts.size() != copy.functions_.size())
    return fail("a BPF program has other functions than its instructions call");
  for (size_t i = 0; i < starts.size(); i++) copy.functions_[i].insn_off = starts[i];
  return copy;
}

Result<system::FileDescriptor> ProgramCopy::load(const std::string& name,
                                                 uint32_t function_btf_id) const {
  LIBBPF_OPTS(bpf_prog_load_opts, options);
  options.expected_attach_type = bpf_program__expected_attach_type(program_);
  if (is_sleepable(program_)) options.prog_flags = BPF_F_SLEEPABLE;
  options.attach_btf_id = function_btf_id;
  options.prog_btf_fd = static_cast<uint32_t>(types_.get());
  options.func_info = functions_.data();
  options.func_info_cnt = static_cast<uint32_t>(functions_.size());
  options.func_info_rec_size = sizeof(bpf_func_info);
  const auto load = [&] {
    return bpf_prog_load(BPF_PROG_TYPE_TRACING, name.c_str(), "Dual BSD/GPL",
                         bpf_program__insns(program_), bpf_program__insn_cnt(program_), &options);
  };
  if (const int fd = load(); fd >= 0) return system::FileDescriptor(fd);
  const int error = errno;
  std::string log(
      16 << 20,
      '\0');  // asked for only now: a log costs, and one that does not fit is an error of its own
  options.log_buf = log.data();
  options.log_size = static_cast<uint32_t>(log.size());
  options.log_level = 1;
  if (const int fd = load(); fd >= 0) return system::FileDescriptor(fd);
  return fail(std::string("the kernel refused a BPF program: ") + std::strerror(error),
              last_words(log));
}

}  // namespace mishap::engine
