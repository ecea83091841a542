// Going through the two maps from user space.
#include "user/engine/bpf/return_notes.h"

#include <cstdio>
#include <memory>
#include <string>

#include <bpf/bpf.h>

#include "user/engine/bpf/map_entries.h"
#include "user/engine/bpf/skeleton.h"
#include "user/system/pid_namespace.h"

namespace mishap::engine {
namespace {

/// Whether a thread (by its number in the kernel) may still be in this syscall: it is blocked in
/// it, or it runs, or its number means nothing here.
bool may_be_in(int tid, uint16_t syscall) {
  if (!system::in_initial_pid_namespace()) return true;
  const std::string file = "/proc/" + std::to_string(tid) + "/syscall";
  std::unique_ptr<FILE, int (*)(FILE*)> input(std::fopen(file.c_str(), "re"), std::fclose);
  if (!input) return false;
  int number = 0;
  if (std::fscanf(input.get(), "%d", &number) != 1) return true;  // "running"
  return number == syscall;
}

/// Takes a thread's note if it is one of this rule's calls. One of a later call's that lies there
/// by now is put back; should that call have returned just then, untold, its note is found by the
/// next one and counted as missed.
bool take_note(int map, uint64_t thread, uint32_t counter) {
  mishap_pending note = {};
  if (bpf_map_lookup_and_delete_elem(map, &thread, &note)) return false;  // it returned meanwhile
  if (note.counter == counter) return true;
  bpf_map_update_elem(map, &thread, &note, BPF_NOEXIST);
  return false;
}

}  // namespace

Leftovers remove_notes(const Object& object, uint32_t counter) {
  Leftovers left;
  const int map = bpf_map__fd(object.skeleton().maps.returns);
  for (const auto& [thread, note] : entries_of<uint64_t, mishap_pending>(map)) {
    if (note.counter != counter) continue;
    const bool is_in = may_be_in(static_cast<int>(thread & UINT32_MAX), note.syscall);
    if (is_in && !note.executed) continue;  // on its way out, and it must be told
    if (take_note(map, thread, counter)) ++(is_in ? left.unfinished : left.missed);
  }
  return left;
}

void remove_tallies(const Object& object, uint32_t counter) {
  const int map = bpf_map__fd(object.skeleton().maps.tallies);
  for (const auto& [key, tally] : entries_of<mishap_tally_key, mishap_tally>(map))
    if (key.counter == counter) bpf_map_delete_elem(map, &key);
}

}  // namespace mishap::engine
