// Loading the BPF object.
#include "user/engine/bpf/object.h"

#include <cerrno>

#include <bpf/bpf.h>
#include <sys/mman.h>

#include "user/engine/bpf/last_words.h"
#include "user/engine/bpf/skeleton.h"
#include "user/plan/syscalls.h"

namespace mishap::engine {
namespace {

void choose_programs(mishap_bpf& skeleton, Mechanism mechanism) {
  const bool hooked = mechanism != Mechanism::none;
  bpf_program__set_autoload(skeleton.progs.on_fmod_ret, mechanism == Mechanism::fmod_ret);
  bpf_program__set_autoload(skeleton.progs.on_override, mechanism == Mechanism::override_return);
  bpf_program__set_autoload(skeleton.progs.try_decision, !hooked);
  bpf_program__set_autoload(skeleton.progs.on_cgroup_mkdir, hooked);
  bpf_program__set_autoload(skeleton.progs.on_cgroup_rmdir, hooked);
  bpf_program__set_autoload(skeleton.progs.on_process_exit, hooked);
}

void set_knobs(mishap_bpf& skeleton, const KernelSymbols& symbols) {
  const uint32_t pages = 2 * static_cast<uint32_t>(std::max(1, libbpf_num_possible_cpus()));
  bpf_map__set_max_entries(skeleton.maps.scratch_map, pages);
  skeleton.rodata->scratch_pages = pages;
  skeleton.rodata->rename_lock_address = symbols.address("rename_lock");
  skeleton.rodata->mount_lock_address = symbols.address("mount_lock");
}

/// The kernel side compares numbers of the initial pid namespace, which getpid() need not be.
Result<void> tell_owner(mishap_bpf& skeleton) {
  LIBBPF_OPTS(bpf_test_run_opts, options);
  if (bpf_prog_test_run_opts(bpf_program__fd(skeleton.progs.learn_owner), &options))
    return fail_errno("cannot run a BPF program", errno);
  return {};
}

void write_shapes(mishap_bpf& skeleton) {
  for (const plan::Syscall& each : plan::all_syscalls()) {
    if (each.number >= MISHAP_CALLS) continue;
    mishap_shape& shape = skeleton.bss->shapes[each.number];
    for (int i = 0; i < 2; i++) {
      shape.source[i] = static_cast<u8>(each.paths[i].source);
      shape.arg[i] = static_cast<u8>(each.paths[i].arg);
      shape.dirfd[i] = static_cast<u8>(each.paths[i].dirfd);
    }
  }
}

static_assert(static_cast<int>(plan::PathSource::descriptor) == MISHAP_SOURCE_DESCRIPTOR);
static_assert(static_cast<int>(plan::PathSource::path) == MISHAP_SOURCE_PATH);
static_assert(static_cast<int>(plan::PathSource::path_at) == MISHAP_SOURCE_PATH_AT);

}  // namespace

Result<Object> Object::load(Mechanism mechanism, const KernelSymbols& symbols) {
  LibbpfLog log;
  Object object;
  object.skeleton_ = mishap_bpf__open();
  if (!object.skeleton_) return fail_errno("cannot open the BPF object", errno);
  choose_programs(*object.skeleton_, mechanism);
  set_knobs(*object.skeleton_, symbols);
  if (const int error = mishap_bpf__load(object.skeleton_); error)
    return fail(std::string("the kernel refused the BPF programs: ") + std::strerror(-error),
                last_words(log.text()));
  write_shapes(*object.skeleton_);
  if (auto told = tell_owner(*object.skeleton_); !told) return std::unexpected(told.error());
  if (auto mapped = object.map_arena(); !mapped) return std::unexpected(mapped.error());
  if (mechanism != Mechanism::none)
    if (auto attached = object.attach_followers(); !attached)
      return std::unexpected(attached.error());
  return object;
}

Result<void> Object::map_arena() {
  const int fd = bpf_map__fd(skeleton_->maps.arena_map);
  void* address = mmap(nullptr, MISHAP_ARENA_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (address == MAP_FAILED) return fail_errno("cannot map the rule arena", errno);
  arena_ = static_cast<uint8_t*>(address);
  return {};
}

Result<void> Object::attach_followers() {
  for (bpf_program* program : {skeleton_->progs.on_cgroup_mkdir, skeleton_->progs.on_cgroup_rmdir,
                               skeleton_->progs.on_process_exit}) {
    bpf_link* link = bpf_program__attach(program);
    if (!link)
      return fail(std::string("cannot attach ") + bpf_program__name(program) + ": " +
                  std::strerror(errno));
    if (program == skeleton_->progs.on_cgroup_mkdir) skeleton_->links.on_cgroup_mkdir = link;
    if (program == skeleton_->progs.on_cgroup_rmdir) skeleton_->links.on_cgroup_rmdir = link;
    if (program == skeleton_->progs.on_process_exit) skeleton_->links.on_process_exit = link;
  }
  return {};
}

Object::Object(Object&& other) noexcept
    : skeleton_(std::exchange(other.skeleton_, nullptr)),
      arena_(std::exchange(other.arena_, nullptr)) {}

Object::~Object() {
  if (arena_) munmap(arena_, MISHAP_ARENA_BYTES);
  if (skeleton_) mishap_bpf__destroy(skeleton_);
}

}  // namespace mishap::engine
