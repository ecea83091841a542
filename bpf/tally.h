/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * per=: a trigger that counts the calls of each process, thread, open file or path by themselves.
 * A subject is told by a number that no other gets while the machine runs: threads and processes by
 * number and start, since numbers are used again; open files by one that they are given here, since
 * addresses are too.
 */
#pragma once

#include "bpf/predicates.h"

/* splitmix64's finalizer (Steele, Lea, Flood 2014). */
static __always_inline u64 mix(u64 z) {
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
  return z ^ (z >> 31);
}

static __always_inline u64 thread_subject(void) {
  const struct task_struct* task = bpf_get_current_task_btf();
  return mix(task->start_boottime) + task->pid;
}

static __always_inline u64 process_subject(void) {
  u64 leader = (u64)bpf_get_current_task_btf()->group_leader;
  return mix(kfield(leader, struct task_struct, start_boottime)) + bpf_get_current_task_btf()->tgid;
}

/* 0: the call has no descriptor, or a bad one. -1: there is no room for one more. */
GLOBAL u64 file_subject(const struct call* c nonnull) {
  u64 file = file_of_call(c);
  if (!file) return 0;
  u64* known = bpf_map_lookup_elem(&open_files, &file);
  if (known) return *known;
  u64 number = __sync_fetch_and_add(&last_file, 1) + 1;
  if (!bpf_map_update_elem(&open_files, &file, &number, BPF_NOEXIST)) return number;
  known = bpf_map_lookup_elem(&open_files, &file); /* another thread was first */
  return known ? *known : ~0ull;
}

static __always_inline u64 path_hash(struct scratch* scratch) {
  char* start = scratch->path;
  u64 address = 0;
  bpf_probe_read_kernel(&address, sizeof(address), &start); /* as a plain number */
  return hash_bytes(address, scratch->event.path_bytes);
}

/* 0: the call names no file. -1: its path can't be read. */
GLOBAL u64 path_subject(struct call* c nonnull, u32 which) {
  u32 page = claim_scratch();
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  if (!scratch) return ~0ull;
  scratch->event.path_bytes = 0;
  scratch->event.has_path = 0;
  u64 subject = record_path(c, which, page) ? 0 : ~0ull;
  if (scratch->event.has_path) subject = path_hash(scratch);
  release_scratch(page);
  return subject;
}

/* By what a call is counted under a rule with per=. -1: it can't be told. */
static __always_inline u64 subject_of(struct call* c, u8 per, u32 path_argument) {
  switch (per) {
    case MISHAP_PER_PROCESS:
      return process_subject();
    case MISHAP_PER_THREAD:
      return thread_subject();
    case MISHAP_PER_FD:
      return file_subject(c);
    case MISHAP_PER_PATH:
      return path_subject(c, path_argument);
  }
  return 0;
}

/* The counts of a rule's trigger for a subject, or NULL: there is no room. */
static __always_inline struct mishap_tally* tally_of(u32 counter, u64 subject) {
  struct mishap_tally_key key = {.subject = subject, .counter = counter};
  if (subject == ~0ull) return NULL;
  struct mishap_tally* tally = bpf_map_lookup_elem(&tallies, &key);
  if (tally) return tally;
  struct mishap_tally fresh = {};
  bpf_map_update_elem(&tallies, &key, &fresh, BPF_NOEXIST);
  return bpf_map_lookup_elem(&tallies, &key);
}

/* An open file ends: its address may be another's next. Attached while some trigger counts by
 * files. */
SEC("kprobe.multi")
int on_file_end(struct pt_regs* ctx) {
  u64 file = ctx->di;
  bpf_map_delete_elem(&open_files, &file);
  return 0;
}
