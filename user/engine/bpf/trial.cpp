// Running bpf/mishap.bpf.c's try_decision.
#include "user/engine/bpf/trial.h"

#include <algorithm>
#include <cerrno>

#include <bpf/bpf.h>

#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

struct Trial {  // struct trial in bpf/mishap.bpf.c
  uint64_t arguments[6];
  uint64_t syscall;
  int64_t value;
  uint64_t overrides;
};

}  // namespace

Result<std::optional<int64_t>> try_decision(const Object& object, uint16_t syscall,
                                            const std::array<uint64_t, 6>& arguments) {
  Trial trial = {};
  std::copy(arguments.begin(), arguments.end(), trial.arguments);
  trial.syscall = syscall;
  LIBBPF_OPTS(bpf_test_run_opts, options);
  options.ctx_in = &trial;  // the kernel copies it back
  options.ctx_size_in = sizeof trial;
  if (bpf_prog_test_run_opts(bpf_program__fd(object.skeleton().progs.try_decision), &options))
    return fail_errno("cannot run the decision", errno);
  return trial.overrides ? std::optional(trial.value) : std::nullopt;
}

}  // namespace mishap::engine
