/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* All state of the kernel side: who is in scope, the armed rules, counters, scratch memory and the
 * event ring. */
#pragma once

#include "bpf/abi.h"
#include "bpf/kernel.h"
#include "bpf/walk.h"

enum {
  CACHE_SLOTS = 16384,
  TOTALS_SLOTS = 64,    /* by CPU, so that the totals don't bounce */
  HASHES = 16,          /* a power of two > MISHAP_PREFIX_DEPTH */
  NO_PAGE = 0xffffffff, /* of scratch memory */
  TEXT_PAD = 8, /* words are read that end before a name's end, so a little before its start */
};

/* Knobs, set before load. */
const volatile u64 rename_lock_address; /* both 0 = unknown: verdicts are not cached */
const volatile u64 mount_lock_address;
const volatile u32 scratch_pages = 1;
const volatile bool process_scopes;            /* rows may stand for processes too */
const volatile bool entry_returns_zero = true; /* as override can; fmod_ret can't */

/* Images of all armed scopes: user space writes through a mapping, stores into scope_image and
 * waits out readers. A variable, so that its address is a constant of the programs. */
u8 arena[MISHAP_ARENA_BYTES + MISHAP_ROW_BYTES];

/* Memory too large for the stack. A page is claimed by `busy`, since a program may be preempted by
 * another. */
struct scratch {
  u32 busy;
  u32 unused;
  struct walk walk;   /* where the stack has no room for one */
  u64 hashes[HASHES]; /* of the components nearest to the root, for the prefix map */
  char text[TEXT_PAD + MISHAP_PATH_MAX + 8]; /* a path argument, as the program gave it */
  struct mishap_event event;                 /* and behind it its path: sent as one record */
  char path[MISHAP_PATH_MAX + 256];
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1); /* the loader sets twice the number of CPUs */
  __type(key, u32);
  __type(value, struct scratch);
} scratch_map SEC(".maps");

struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4 << 20);
} event_ring SEC(".maps");

/* Traced calls have a ring of their own: however many there are, they push no rule's event out. */
struct {
  __uint(type, BPF_MAP_TYPE_RINGBUF);
  __uint(max_entries, 4096); /* the loader makes it large when calls may be traced */
} call_ring SEC(".maps");

/* Updating a map-in-map waits until no program runs that began before: the barrier of arming and
 * disarming. */
struct barrier_inner {
  __uint(type, BPF_MAP_TYPE_ARRAY);
  __uint(max_entries, 1);
  __type(key, u32);
  __type(value, u64);
};
struct {
  __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
  __uint(max_entries, 1);
  __type(key, u32);
  __array(values, struct barrier_inner);
} barrier_map SEC(".maps");

/* Scopes. `slot` is a prefilter by the low bits of the cgroup id; the row holds the exact id. */
u32 slot[MISHAP_SLOTS];
struct mishap_cgroup_row rows[MISHAP_CGROUPS];
u32 scope_image[MISHAP_SCOPES]; /* arena offset of the armed image, 0 = nothing armed */
u32 owner_tgid;                 /* mishap itself, in the initial pid namespace */

u8 scope_traced[MISHAP_SCOPES];                          /* 1: every call of the scope is told */
u64 submissions[MISHAP_SCOPES][MISHAP_URING_OPERATIONS]; /* to io_urings, by operation */
/* By i386 number, set by the loader: native number + 1 (0 = none), and which native arguments come
 * as two words. */
u16 native_calls[MISHAP_COMPAT_CALLS];
u8 split_words[MISHAP_COMPAT_CALLS];

/* What a thread's call gets when it returns, by its number. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(max_entries, 16384);
  __type(key, u64);
  __type(value, struct mishap_pending);
} returns SEC(".maps");

/* The counts of triggers with per=. Most runs have none, so room is made as it is needed. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 262144);
  __type(key, struct mishap_tally_key);
  __type(value, struct mishap_tally);
} tallies SEC(".maps");

/* A number for each open file that some trigger counts by, since addresses are used again. */
struct {
  __uint(type, BPF_MAP_TYPE_HASH);
  __uint(map_flags, BPF_F_NO_PREALLOC);
  __uint(max_entries, 65536);
  __type(key, u64);
  __type(value, u64);
} open_files SEC(".maps");
u64 last_file;

u64 passed[TOTALS_SLOTS][MISHAP_SCOPES]; /* calls that a rule named and none applied to */
struct mishap_counter counters[MISHAP_COUNTERS];
struct mishap_totals totals[TOTALS_SLOTS];
u64 verdict_cache[CACHE_SLOTS];

static __always_inline struct mishap_totals* my_totals(void) {
  return &totals[bpf_get_smp_processor_id() & (TOTALS_SLOTS - 1)];
}
