// Arming: the image is written into free room of the arena, one store makes it the scope's, and a
// map-in-map update waits until no CPU reads the old one.
#include "user/engine/bpf/bpf_engine.h"

#include <algorithm>
#include <cstring>

#include "user/engine/bpf/barrier.h"
#include "user/engine/bpf/return_notes.h"
#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

/// splitmix64's finalizer (Steele, Lea, Flood 2014).
uint64_t mix(uint64_t z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

/// What the draws of a rule start from: the same for the same seed and rule, whatever else runs.
uint64_t salt_of(uint64_t seed, const std::string& identity) {
  uint64_t salt = mix(seed + 0x9e3779b97f4a7c15ull);
  for (unsigned char byte : identity) salt = mix(salt + byte + 1);
  return salt;
}

}  // namespace

BpfEngine::BpfEngine(Loaded loaded, uint64_t seed)
    : loaded_(std::move(loaded)),
      seed_(seed),
      scopes_(*loaded_.object),
      space_(MISHAP_ARENA_BYTES) {}

Result<std::unique_ptr<BpfEngine>> BpfEngine::open(Loaded loaded, uint64_t seed) {
  std::unique_ptr<BpfEngine> engine(new BpfEngine(std::move(loaded), seed));
  auto ring = EventRing::open(*engine->loaded_.object);
  if (!ring) return std::unexpected(ring.error());
  engine->ring_ = std::move(*ring);
  return engine;
}

Result<ScopeId> BpfEngine::add_scope(uint64_t cgroup_id, const std::string& cgroup_path) {
  return scopes_.add(cgroup_id, cgroup_path);
}

Result<ScopeId> BpfEngine::add_process_scope(int pid) {
  if (!loaded_.object->skeleton().rodata->process_scopes)
    return fail("the engine was not opened for scopes of processes");
  return scopes_.add_process(pid);
}

Result<void> BpfEngine::trace_calls(ScopeId scope) {
  if (!bpf_program__autoload(loaded_.object->skeleton().progs.on_call_entered))
    return fail("the engine was not opened for traces of calls");
  if (!calls_) {
    auto calls = CallRing::open(*loaded_.object);
    if (!calls) return std::unexpected(calls.error());
    calls_ = std::move(*calls);
  }
  loaded_.object->skeleton().bss->scope_traced[scope] = 1;
  return loaded_.object->attach_call_trace();
}

Result<void> BpfEngine::stop_tracing(ScopeId scope) {
  loaded_.object->skeleton().bss->scope_traced[scope] = 0;
  return wait_out_programs(*loaded_.object);
}

std::vector<RawCall> BpfEngine::drain_calls() {
  return calls_ ? calls_->drain() : std::vector<RawCall>{};
}

uint64_t BpfEngine::passed(ScopeId scope) const {
  uint64_t sum = 0;
  for (const auto& of_cpu : loaded_.object->skeleton().bss->passed)
    sum += __atomic_load_n(&of_cpu[scope], __ATOMIC_RELAXED);
  return sum;
}

std::vector<Bypass> BpfEngine::bypasses(ScopeId scope) const {
  std::vector<Bypass> found;
  for (uint8_t operation = 0; operation < MISHAP_URING_OPERATIONS; operation++) {
    const u64& count = loaded_.object->skeleton().bss->submissions[scope][operation];
    if (const uint64_t seen = __atomic_load_n(&count, __ATOMIC_ACQUIRE))
      found.push_back({operation, seen});
  }
  return found;
}

void BpfEngine::remove_scope(ScopeId scope) {
  if (auto disarmed = disarm(scope); !disarmed)
    return;  // its image stays readable, so the scope must stay too
  scopes_.remove(scope);
}

Result<uint32_t> BpfEngine::add_counter(const std::string& identity) {
  for (uint32_t counter = 0; counter < counters_used_.size(); counter++) {
    if (counters_used_[counter]) continue;
    counters_used_[counter] = true;
    mishap_counter& fresh = loaded_.object->skeleton().bss->counters[counter];
    fresh = {};
    fresh.salt = salt_of(seed_, identity);
    return counter;
  }
  return fail("more than " + std::to_string(MISHAP_COUNTERS) + " rules armed at a time");
}

void BpfEngine::remove_counter(uint32_t counter) {
  if (tallied_[counter]) remove_tallies(*loaded_.object, counter);
  counters_used_[counter] = tallied_[counter] = false;
}

Counters BpfEngine::counters(uint32_t counter) const {
  const mishap_counter& from = loaded_.object->skeleton().bss->counters[counter];
  const auto read = [](const u64& count) { return __atomic_load_n(&count, __ATOMIC_ACQUIRE); };
  return {.matched = read(from.matched),
          .fired = read(from.fired),
          .path_unknown = read(from.path_unknown),
          .held_back_untold = read(from.untold),
          .unfinished = read(from.unfinished)};
}

Result<void> BpfEngine::attach(std::span<const uint16_t> syscalls) {
  if (!loaded_.hooks) return {};  // decisions are asked for by BPF_PROG_TEST_RUN
  const auto targets = native_targets(syscalls);
  if (!targets) return std::unexpected(targets.error());
  if (auto attached = loaded_.hooks->attach(*targets); !attached) return attached;
  attach_compat(syscalls);
  return {};
}

void BpfEngine::attach_compat(std::span<const uint16_t> syscalls) {
  if (!loaded_.compat_hooks) return;
  const auto attached = loaded_.compat_hooks->attach(compat_targets(syscalls, *loaded_.symbols));
  if (attached || !gaps_.empty()) return;
  gaps_.push_back("calls of 32-bit programs are not faulted: " + attached.error().message);
}

Result<void> BpfEngine::attach_path_hooks(std::span<const uint16_t> syscalls) {
  if (!loaded_.path_hooks || syscalls.empty()) return {};
  const auto targets = native_targets(syscalls);
  if (!targets) return std::unexpected(targets.error());
  return loaded_.path_hooks->attach(*targets);
}

Result<void> BpfEngine::prepare(const compile::ScopeImage& image) {
  if (!loaded_.hooks && !bpf_program__autoload(loaded_.object->skeleton().progs.try_decision))
    return fail("the engine was opened for traces alone");
  if (auto attached = attach(image.syscalls); !attached) return attached;
  if (auto attached = attach_path_hooks(image.path_arguments); !attached) return attached;
  if (auto attached = attach_return_hooks(image); !attached) return attached;
  return image.counts_by_file ? attach_file_hook() : Result<void>();
}

Result<void> BpfEngine::arm(ScopeId scope, const compile::ScopeImage& image) {
  if (auto prepared = prepare(image); !prepared) return prepared;
  for (const uint32_t counter : image.tallied) tallied_[counter] = true;
  const auto offset = space_.allocate(static_cast<uint32_t>(image.bytes.size()));
  if (!offset) return fail("the rules of all armed services together need more than 16 MiB");
  uint8_t* room = loaded_.object->arena() + *offset;
  std::memcpy(room, image.bytes.data(), image.bytes.size());
  reinterpret_cast<mishap_image*>(room)->generation = ++generation_;
  if (auto done = publish(scope, *offset); !done) return done;
  return void_notes(scope, image.with_notes);
}

Result<void> BpfEngine::attach_return_hooks(const compile::ScopeImage& image) {
  if (!loaded_.return_hooks) return {};
  auto attached = loaded_.return_hooks->attach(image.at_exit, "at=\"exit\"");
  if (attached && !loaded_.object->skeleton().rodata->entry_returns_zero)
    attached = loaded_.return_hooks->attach(image.told_zero,
                                            "telling a caller 0 for a call that is not executed");
  return attached;
}

Result<void> BpfEngine::attach_file_hook() {
  if (file_hook_ || !loaded_.hooks) return {};
  auto hook = hook_file_ends(*loaded_.object, *loaded_.symbols);
  if (!hook) return std::unexpected(hook.error());
  file_hook_ = std::move(*hook);
  return {};
}

Result<void> BpfEngine::disarm(ScopeId scope) {
  Result<void> done = publish(scope, 0);
  if (auto voided = void_notes(scope, {}); done) done = voided;
  return done;
}

Result<void> BpfEngine::publish(ScopeId scope, uint32_t image) {
  u32& armed = loaded_.object->skeleton().bss->scope_image[scope];
  const u32 old = __atomic_exchange_n(&armed, image, __ATOMIC_ACQ_REL);
  if (!old && !image && !unwaited_[scope]) return {};
  const Result<void> waited = wait_out_programs(*loaded_.object);
  unwaited_[scope] = !waited;
  if (!waited) {
    // New rules that could not be waited for are taken back. The room of neither image is given
    // away, since some program may still read it.
    if (image) __atomic_store_n(&armed, old, __ATOMIC_RELEASE);
    return waited;
  }
  space_.release(old);
  return {};
}

Result<void> BpfEngine::void_notes(ScopeId scope, std::vector<uint32_t> counters) {
  std::swap(counters, with_notes_[scope]);
  std::erase_if(counters, [&](uint32_t counter) {
    return std::ranges::find(with_notes_[scope], counter) != with_notes_[scope].end();
  });
  if (counters.empty()) return {};
  take_away_notes(counters);
  // A return that took its note just before may be carrying it out; and a walk through the map can
  // pass over an element while others come and go.
  const Result<void> waited = wait_out_programs(*loaded_.object);
  take_away_notes(counters);
  return waited;
}

void BpfEngine::take_away_notes(const std::vector<uint32_t>& counters) {
  for (const uint32_t counter : counters) {
    const Leftovers left = remove_notes(*loaded_.object, counter);
    __atomic_fetch_add(&loaded_.object->skeleton().bss->counters[counter].unfinished,
                       left.unfinished, __ATOMIC_RELAXED);
    returns_missed_ += left.missed;
  }
}

Result<std::unique_ptr<Engine>> open_bpf_engine(const EngineChoice& choice) {
  auto loaded = load_best_mechanism(choice);
  if (!loaded) return std::unexpected(loaded.error());
  auto engine = BpfEngine::open(std::move(*loaded), choice.seed);
  if (!engine) return std::unexpected(engine.error());
  return std::move(*engine);
}

}  // namespace mishap::engine
