// Loading the BPF object.
#include "user/engine/bpf/object.h"

#include <cerrno>

#include <bpf/bpf.h>

#include "user/engine/bpf/last_words.h"
#include "user/engine/bpf/program_info.h"
#include "user/engine/bpf/skeleton.h"
#include "user/plan/skip.h"
#include "user/plan/syscalls.h"

namespace mishap::engine {
namespace {

constexpr uint32_t call_ring_bytes = 64 << 20;

void choose_programs(mishap_bpf& skeleton, const ObjectOptions& options,
                     const KernelSymbols& symbols) {
  const auto choose = [](bpf_program* program, bool wanted) {
    bpf_program__set_autoload(program, wanted);
  };
  const bool hooked = options.native != Mechanism::none;
  const bool follows = hooked || options.trace_calls;
  const auto uses = [&](Mechanism mechanism) {
    return options.native == mechanism || options.compat == mechanism;
  };
  choose(skeleton.progs.on_fmod_ret, uses(Mechanism::fmod_ret));
  choose(skeleton.progs.on_fmod_ret_bare, uses(Mechanism::fmod_ret));
  choose(skeleton.progs.on_return, hooked && options.overrides_returns);
  choose(skeleton.progs.on_return_signal, hooked && !options.overrides_returns);
  choose(skeleton.progs.on_file_end, hooked);
  choose(skeleton.progs.on_path_argument, options.native == Mechanism::fmod_ret);
  choose(skeleton.progs.on_override, uses(Mechanism::override_return));
  choose(skeleton.progs.try_decision, !follows);
  choose(skeleton.progs.on_cgroup_mkdir, follows);
  choose(skeleton.progs.on_cgroup_rmdir, follows);
  choose(skeleton.progs.on_process_exit, follows);
  choose(skeleton.progs.on_process_fork, follows && options.process_scopes);
  choose(skeleton.progs.on_call_entered, options.trace_calls);
  choose(skeleton.progs.on_call_returned, options.trace_calls);
  // The tracepoint is there when the kernel was built with io_uring.
  choose(skeleton.progs.on_uring_submission,
         follows && symbols.address("__traceiter_io_uring_submit_req") != 0);
}

void set_knobs(mishap_bpf& skeleton, const ObjectOptions& options, const KernelSymbols& symbols) {
  const uint32_t pages = 2 * static_cast<uint32_t>(std::max(1, libbpf_num_possible_cpus()));
  bpf_map__set_max_entries(skeleton.maps.scratch_map, pages);
  if (options.trace_calls) bpf_map__set_max_entries(skeleton.maps.call_ring, call_ring_bytes);
  skeleton.rodata->scratch_pages = pages;
  skeleton.rodata->process_scopes = options.process_scopes;
  skeleton.rodata->entry_returns_zero = options.native != Mechanism::fmod_ret;
  const uint64_t renames = symbols.address("rename_lock"), mounts = symbols.address("mount_lock");
  skeleton.rodata->rename_lock_address = mounts ? renames : 0;
  skeleton.rodata->mount_lock_address = renames ? mounts : 0;
}

/// The kernel side compares numbers of the initial pid namespace, which getpid() need not be.
Result<void> tell_owner(mishap_bpf& skeleton) {
  LIBBPF_OPTS(bpf_test_run_opts, options);
  if (bpf_prog_test_run_opts(bpf_program__fd(skeleton.progs.learn_owner), &options))
    return fail_errno("cannot run a BPF program", errno);
  return {};
}

/// -1, "none" in the plan's tables, becomes 255.
u8 argument_number(int8_t argument) {
  return static_cast<u8>(argument);
}

void write_shapes(mishap_bpf& skeleton) {
  for (const plan::Syscall& each : plan::all_syscalls()) {
    if (each.number >= MISHAP_CALLS) continue;
    mishap_shape& shape = skeleton.bss->shapes[each.number];
    for (int i = 0; i < 2; i++) {
      shape.source[i] = static_cast<u8>(each.paths[i].source);
      shape.arg[i] = argument_number(each.paths[i].arg);
      shape.dirfd[i] = argument_number(each.paths[i].dirfd);
    }
    shape.descriptor = argument_number(each.descriptor);
    shape.size_source = static_cast<u8>(each.size_source);
    shape.size_arg = argument_number(each.size_arg);
    shape.peer_source = static_cast<u8>(each.peer_source);
    shape.peer_arg = argument_number(each.peer_arg);
    const auto success = plan::skip_result(each.name);
    shape.success_is_size = success && *success == plan::Success::size;
  }
}

void write_compat_calls(mishap_bpf& skeleton) {
  for (const plan::CompatCall& each : plan::compat_calls()) {
    const plan::Syscall* native = plan::find_syscall(each.native);
    if (!native || each.number >= MISHAP_COMPAT_CALLS) continue;
    skeleton.bss->native_calls[each.number] = static_cast<u16>(native->number + 1);
    skeleton.bss->split_words[each.number] = each.two_words;
  }
}

static_assert(static_cast<int>(plan::PathSource::descriptor) == MISHAP_SOURCE_DESCRIPTOR);
static_assert(static_cast<int>(plan::PathSource::path) == MISHAP_SOURCE_PATH);
static_assert(static_cast<int>(plan::PathSource::path_at) == MISHAP_SOURCE_PATH_AT);
static_assert(static_cast<int>(plan::SizeSource::argument) == MISHAP_SIZE_ARGUMENT);
static_assert(static_cast<int>(plan::SizeSource::vector) == MISHAP_SIZE_VECTOR);
static_assert(static_cast<int>(plan::SizeSource::message) == MISHAP_SIZE_MESSAGE);
static_assert(static_cast<int>(plan::SizeSource::messages) == MISHAP_SIZE_MESSAGES);
static_assert(static_cast<int>(plan::PeerSource::address) == MISHAP_PEER_OF_ADDRESS);
static_assert(static_cast<int>(plan::PeerSource::connected) == MISHAP_PEER_OF_SOCKET);
static_assert(static_cast<int>(plan::PeerSource::either) == MISHAP_PEER_OF_EITHER);
static_assert(static_cast<int>(plan::PeerSource::message) == MISHAP_PEER_OF_MESSAGE);

}  // namespace

Result<Object> Object::load(const ObjectOptions& options, const KernelSymbols& symbols) {
  LibbpfLog log;
  Object object;
  object.overrides_returns_ = options.overrides_returns;
  object.skeleton_ = mishap_bpf__open();
  if (!object.skeleton_) return fail_errno("cannot open the BPF object", errno);
  choose_programs(*object.skeleton_, options, symbols);
  set_knobs(*object.skeleton_, options, symbols);
  if (const int error = mishap_bpf__load(object.skeleton_); error)
    return fail(std::string("the kernel refused the BPF programs: ") + std::strerror(-error),
                last_words(log.text()));
  write_shapes(*object.skeleton_);
  write_compat_calls(*object.skeleton_);
  if (auto told = tell_owner(*object.skeleton_); !told) return std::unexpected(told.error());
  if (auto attached = object.attach_followers(); !attached)
    return std::unexpected(attached.error());
  return object;
}

uint8_t* Object::arena() const {
  return skeleton_->bss->arena;
}

Result<void> Object::attach(bpf_program* program, bpf_link*& link) {
  if (!bpf_program__autoload(program) || link) return {};
  link = bpf_program__attach(program);
  if (link) return {};
  return fail(std::string("cannot attach ") + bpf_program__name(program) + ": " +
              std::strerror(errno));
}

Result<void> Object::attach_followers() {
  auto& programs = skeleton_->progs;
  auto& links = skeleton_->links;
  Result<void> done = attach(programs.on_cgroup_mkdir, links.on_cgroup_mkdir);
  if (done) done = attach(programs.on_cgroup_rmdir, links.on_cgroup_rmdir);
  if (done) done = attach(programs.on_process_exit, links.on_process_exit);
  if (done) done = attach(programs.on_process_fork, links.on_process_fork);
  if (done) done = attach(programs.on_uring_submission, links.on_uring_submission);
  return done;
}

Result<void> Object::attach_call_trace() {
  Result<void> done = attach(skeleton_->progs.on_call_entered, skeleton_->links.on_call_entered);
  if (done) done = attach(skeleton_->progs.on_call_returned, skeleton_->links.on_call_returned);
  return done;
}

uint64_t Object::untold_calls() const {
  return recursion_misses(bpf_program__fd(skeleton_->progs.on_call_entered)) +
         recursion_misses(bpf_program__fd(skeleton_->progs.on_call_returned));
}

Object::Object(Object&& other) noexcept
    : skeleton_(std::exchange(other.skeleton_, nullptr)),
      overrides_returns_(other.overrides_returns_) {}

Object::~Object() {
  if (skeleton_) mishap_bpf__destroy(skeleton_);
}

}  // namespace mishap::engine
