// Going through the two maps from user space.
#include "user/engine/bpf/return_notes.h"

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include <bpf/bpf.h>

#include "user/engine/bpf/skeleton.h"

namespace mishap::engine {
namespace {

template <typename Key>
std::vector<Key> keys_of(int map) {
  std::vector<Key> keys;
  Key last = {}, key = {};
  while (bpf_map_get_next_key(map, keys.empty() ? nullptr : &last, &key) == 0)
    keys.push_back(last = key);
  return keys;
}

/// Whether a thread (of the initial pid namespace) may still be in this syscall: it is blocked in
/// it, or it runs.
bool may_be_in(int tid, uint16_t syscall) {
  const std::string file = "/proc/" + std::to_string(tid) + "/syscall";
  std::unique_ptr<FILE, int (*)(FILE*)> input(std::fopen(file.c_str(), "re"), std::fclose);
  if (!input) return false;
  int number = 0;
  if (std::fscanf(input.get(), "%d", &number) != 1) return true;  // "running"
  return number == syscall;
}

}  // namespace

Leftovers remove_notes(const Object& object, uint32_t counter) {
  Leftovers left;
  const int map = bpf_map__fd(object.skeleton().maps.returns);
  for (const uint64_t thread : keys_of<uint64_t>(map)) {
    mishap_pending note = {};
    if (bpf_map_lookup_elem(map, &thread, &note) || note.counter != counter) continue;
    const bool is_in = may_be_in(static_cast<int>(thread & UINT32_MAX), note.syscall);
    if (is_in && !note.executed) continue;            // on its way out, and it must be told
    if (bpf_map_delete_elem(map, &thread)) continue;  // it returned meanwhile
    ++(is_in ? left.unfinished : left.missed);
  }
  return left;
}

void remove_tallies(const Object& object, uint32_t counter) {
  const int map = bpf_map__fd(object.skeleton().maps.tallies);
  for (const mishap_tally_key& key : keys_of<mishap_tally_key>(map))
    if (key.counter == counter) bpf_map_delete_elem(map, &key);
}

}  // namespace mishap::engine
