/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the BPF programs and the loader share: limits, tables in memory, events. The only header
 * that both sides include for data; C11 and C++ clean, fixed-width fields, sizes and offsets
 * asserted.
 *
 * How a call finds its rules (see decide.h):
 *
 *   cgroup id -> slot[id & 0xffff] -> cgroup_row (exact id) -> scope -> scope_image[scope]
 *   arena + scope_image[scope]: struct mishap_image, one per armed scope
 *   image: call_index[nr] -> mishap_call -> rules, in declaration order
 *
 * All offsets inside an image are bytes from the image's start, so an image can be laid anywhere in
 * the arena.
 */
#pragma once

#ifdef __bpf__
#include <linux/types.h>
#include <stddef.h>
typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s16 s16;
typedef __s32 s32;
typedef __s64 s64;
#else
#include <stddef.h>
#include <stdint.h>
typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;
#endif

#ifdef __cplusplus
#define MISHAP_ASSERT(cond) static_assert(cond, #cond)
#else
#define MISHAP_ASSERT(cond) _Static_assert(cond, #cond)
#endif

enum {
  MISHAP_ARENA_BYTES = 16 << 20, /* one array map that holds the images of all armed scopes */
  MISHAP_ROW_BYTES = 64,         /* that can be read from any place in the arena */
  MISHAP_SLOTS = 65536,          /* by the low 16 bits of the cgroup id */
  MISHAP_CGROUPS = 8192,   /* rows: cgroups in some scope, descendants included; row 0 = none */
  MISHAP_ROW_CHAIN = 16,   /* rows of one slot that are looked at; more than 2 is rare */
  MISHAP_SCOPES = 1024,    /* scope 0 = none */
  MISHAP_CALLS = 512,      /* syscall numbers */
  MISHAP_COUNTERS = 16384, /* armed rules at a time */
  MISHAP_PATH_MAX = 4096,
  MISHAP_GLOBS = 64,         /* path predicates that one scope can tell apart */
  MISHAP_PREFIX_DEPTH = 15,  /* components of a path that the prefix map can hold */
  MISHAP_NO_PATH = 255,      /* mishap_rule.path_bit of a rule without a path predicate */
  MISHAP_COMPAT_CALLS = 512, /* i386 syscall numbers */
  MISHAP_URING_OPERATIONS = 64,
  MISHAP_TOLD = 1000, /* of the calls that reach a rule so many have an event when held back */
};

/* A cgroup that belongs to a scope. Rows with equal low 16 bits of the id are chained by next. */
struct mishap_cgroup_row {
  u64 cgroup_id; /* 0 = the row is free */
  u16 scope;
  u16 next; /* row, 0 = end */
  u32 unused;
};
MISHAP_ASSERT(sizeof(struct mishap_cgroup_row) == 16);

/* The rules of one scope. call_at[nr] is the offset of a syscall's struct mishap_call in units of
 * eight bytes; 0 = no rule names it. */
struct mishap_image {
  u32 size;         /* of the whole image */
  u32 calls;        /* offset of struct mishap_call[] */
  u32 lists;        /* offset of u16[]: indexes of rules, in declaration order */
  u32 rules;        /* offset of struct mishap_rule[] */
  u32 masks;        /* offset of u64[]: result id -> set of path bits; masks[0] == 0 */
  u32 prefixes;     /* offset of struct mishap_prefix[prefix_slots]; 0 = no prefix map */
  u32 prefix_slots; /* a power of two */
  u32 prefix_depth; /* of the deepest entry, <= MISHAP_PREFIX_DEPTH */
  u32 automaton;    /* offset of struct mishap_automaton; 0 = none */
  u32 predicates;   /* offset of struct mishap_predicate[] */
  u32 peers;        /* offset of struct mishap_peer[] */
  u32 unused;
  u64 generation; /* differs between any two images, for the verdict cache; set by the engine */
  u16 call_at[MISHAP_CALLS];
};
MISHAP_ASSERT(sizeof(struct mishap_image) == 56 + 2 * MISHAP_CALLS);

/*
 * What the rules of one syscall need to know, before any rule is looked at. Where there are at most
 * MISHAP_GLOBS of them, sets of rules are sets of bits, by their place in the list: those that can
 * hold are then found from the path bits that a file meets, however many there are.
 */
enum {
  MISHAP_ACTS_AT_EXIT = 1,
  MISHAP_TELLS_ZERO = 2, /* for a call that is not executed */
  MISHAP_ONE_NUMBER = 4, /* all rules ask for the same descriptor */
};

struct mishap_call {
  u64 path_mask; /* path bits that some rule of this call asks for */
  u64 always;    /* the rules without a path predicate; ~0 when there are too many for bits */
  u32 by_path;   /* offset of u64[MISHAP_GLOBS]: path bit -> its rules; 0 = too many, or none */
  u16 list;      /* of its first rule, in lists */
  u16 count;     /* of rules */
  u8 needs;      /* MISHAP_ASKS_*: what the rules' other predicates look at */
  u8 descriptor; /* 1 + the argument whose file alone decides on paths; 0 = it isn't so simple */
  u8 flags;      /* MISHAP_ACTS_AT_EXIT, ...: of any rule */
  u8 numbered;   /* 1 + the argument whose number some rule asks for; 0 = none does */
  s32 number;    /* with MISHAP_ONE_NUMBER: the one */
};
MISHAP_ASSERT(sizeof(struct mishap_call) == 32);

enum mishap_action {
  MISHAP_RETURN = 1, /* not executed; the caller gets `value`, a negative errno or what it says */
  MISHAP_SKIP,       /* not executed; the caller gets 0, or the size where the shape says so */
  MISHAP_CRASH,      /* signal `value` to the process; at entry the call is not executed */
  MISHAP_ALLOW,      /* passes; no later rule is looked at */
  MISHAP_TRACE,      /* told; later rules are looked at */
};

/* Whose calls a trigger counts together; mirrors plan::Per. */
enum mishap_per {
  MISHAP_PER_RULE,
  MISHAP_PER_PROCESS,
  MISHAP_PER_THREAD,
  MISHAP_PER_FD,
  MISHAP_PER_PATH,
};

/* A trigger fires on calls first, first + step, ... last of those that reach the rule, counted from
 * 1, and at most `times` of them. */
struct mishap_rule {
  u64 probability; /* fires when the draw is less; ~0 = always */
  s64 value;
  u64 first, last, step, times;
  u32 counter;   /* index of its struct mishap_counter */
  u16 predicate; /* of struct mishap_predicate[], counted from 1; 0 = none */
  u8 path_bit;   /* the bit of a path result that it needs, or MISHAP_NO_PATH */
  u8 triggered;  /* 0: every call that reaches the rule fires, whatever the probability says */
  u8 action;     /* enum mishap_action */
  u8 at_exit;    /* 1: RETURN and CRASH once the call has been carried out */
  u8 per;        /* enum mishap_per */
  u8 by_number;  /* 1: only for descriptor `number` */
  s32 number;
};
MISHAP_ASSERT(sizeof(struct mishap_rule) == 64);

enum {
  MISHAP_ASKS_KIND = 2, /* what is behind the descriptor */
  MISHAP_ASKS_SIZE = 4,
  MISHAP_ASKS_PEER = 8,
};

enum mishap_file_kind {
  MISHAP_KIND_SOCKET = 1,
  MISHAP_KIND_FILE = 2,
  MISHAP_KIND_PIPE = 4,
};

/* What a rule asks of a call besides its path. */
struct mishap_predicate {
  u64 size_min, size_max; /* both included */
  u32 first_peer;         /* any of these */
  u16 peer_count;
  u8 asks; /* MISHAP_ASKS_* */
  u8 kind; /* enum mishap_file_kind */
  u64 unused;
};
MISHAP_ASSERT(sizeof(struct mishap_predicate) == 32);

enum mishap_peer_kind {
  MISHAP_PEER_NONE,
  MISHAP_PEER_INET,
  MISHAP_PEER_UNIX_PATH,
  MISHAP_PEER_UNIX_ABSTRACT,
};

struct mishap_peer {
  u64 address[2]; /* of IPv6 in network byte order, IPv4 as ::ffff:a.b.c.d; masked */
  u64 mask[2];
  u16 port; /* in host byte order, 0 = any */
  u8 kind;
  u8 path_bit; /* that a unix socket's name needs */
  u32 unused;
};
MISHAP_ASSERT(sizeof(struct mishap_peer) == 40);

/*
 * An entry of the path-prefix map: a trie over components, flattened to open addressing by hash
 * (linear probing). Every proper prefix of an entry is an entry too. The ids say which mask a path
 * gets whose deepest entry this is.
 */
struct mishap_prefix {
  u64 key;   /* prefix_hash() of the components down to here; 0 = free */
  u16 self;  /* the path is this very entry */
  u16 child; /* the path lies directly in it */
  u16 below; /* the path lies deeper */
  u16 unused;
};
MISHAP_ASSERT(sizeof(struct mishap_prefix) == 16);

/*
 * A deterministic automaton over the bytes of a path from its last byte to its first ('/').
 * States below `absorbing` never change again: 0 is the dead state, the others keep their result
 * whatever follows.
 */
struct mishap_automaton {
  u32 states;
  u32 classes; /* of bytes that all states treat alike */
  u32 absorbing;
  u32 start;
  u32 table;   /* offset (from the image's start) of u16[states][classes]: the next state */
  u32 results; /* offset of u16[states]: result id when the path ends here */
  u8 class_of[256];
};
MISHAP_ASSERT(sizeof(struct mishap_automaton) == 24 + 256);

struct mishap_counter {
  u64 matched; /* calls that reached the rule: predicates held and no earlier rule decided */
  u64 fired;
  u64 salt;         /* of the probability hash: from the run's seed and the rule */
  u64 path_unknown; /* calls whose path, size or peer could not be read: the rule did not apply */
  u64 admitted;     /* calls that a trigger with `times` let through to that limit */
  u64 untold;       /* calls held back without an event: beyond the first MISHAP_TOLD */
  u64 unfinished;   /* fired at="exit", but interrupted, or not returned when the rule went */
  u64 unused;       /* a cache line each: rules don't take those of others away */
};
MISHAP_ASSERT(sizeof(struct mishap_counter) == 64);

/* What a thread's call gets when it returns. */
struct mishap_pending {
  s64 value;
  u32 counter;
  u16 syscall; /* as the caller gave it */
  u8 signal;   /* 0 = the caller gets `value` */
  u8 executed; /* 1: at="exit", void when the rule is taken away; 0: left out, and it must get it */
};
MISHAP_ASSERT(sizeof(struct mishap_pending) == 16);

/* The counts of a trigger with per=, for one subject. */
struct mishap_tally_key {
  u64 subject;
  u32 counter;
  u32 unused;
};
struct mishap_tally {
  u64 matched, admitted;
};

/* How a syscall's arguments name files; mirrors plan::PathSource. */
enum mishap_path_source {
  MISHAP_SOURCE_NONE,
  MISHAP_SOURCE_DESCRIPTOR,
  MISHAP_SOURCE_PATH,
  MISHAP_SOURCE_PATH_AT,
};

/* Where a call says how many bytes it is about; mirrors plan::SizeSource. */
enum mishap_size_source {
  MISHAP_SIZE_NONE,
  MISHAP_SIZE_ARGUMENT,
  MISHAP_SIZE_VECTOR,
  MISHAP_SIZE_MESSAGE,
  MISHAP_SIZE_MESSAGES,
};

/* Whom a call on a socket talks to; mirrors plan::PeerSource. */
enum mishap_peer_source {
  MISHAP_PEER_OF_NOTHING,
  MISHAP_PEER_OF_ADDRESS,
  MISHAP_PEER_OF_SOCKET,
  MISHAP_PEER_OF_EITHER,
  MISHAP_PEER_OF_MESSAGE,
};

/* Which arguments of a syscall mean what; those without a meaning are 255. */
struct mishap_shape {
  u8 source[2]; /* enum mishap_path_source */
  u8 arg[2];
  u8 dirfd[2];
  u8 descriptor;
  u8 size_source, size_arg;
  u8 peer_source, peer_arg;
  u8 success_is_size; /* 1: a call that fully succeeds returns its size, else 0 */
  u8 unused[4];
};
MISHAP_ASSERT(sizeof(struct mishap_shape) == 16);

enum mishap_event_decision {
  MISHAP_FIRED = 1,
  MISHAP_HELD_BACK = 2, /* probability or trigger said no */
  /* Of traced calls: */
  MISHAP_ENTERED = 3,
  MISHAP_SECOND_PATH = 4, /* of the call entered before, or its only one when it came late */
  MISHAP_RETURNED = 5,    /* with what, in value */
};

/* How a call was made. */
enum mishap_abi {
  MISHAP_NATIVE,
  MISHAP_COMPAT,         /* by 32-bit code; the number is that of the native call */
  MISHAP_COMPAT_UNKNOWN, /* the number is that of the i386 table */
};

/*
 * An event, as it lies in the ring buffer. The path follows leaf first: components in reverse
 * order, each ended by a NUL byte; the reader turns them round. No component at all is "/".
 */
struct mishap_event {
  u64 time_ns; /* CLOCK_MONOTONIC */
  u64 args[6];
  s64 value;   /* what the caller was told, when the rule fired */
  u32 counter; /* of the rule */
  u32 scope;
  s32 pid, tid; /* in the initial pid namespace */
  u16 syscall;
  u8 decision;
  u8 path_argument; /* 0 or 1: which of two paths matched */
  u16 path_bytes;
  u8 path_truncated;
  u8 has_path; /* 0: the call names no file, or its path is not known */
  u8 abi;      /* enum mishap_abi */
  u8 unused[7];
};
MISHAP_ASSERT(sizeof(struct mishap_event) == 96);

/* Losses and totals of one mishap process; every one is reported. */
struct mishap_totals {
  u64 events_dropped; /* the ring buffer was full */
  u64 scratch_missed; /* no scratch page was free: a path was not read, a decision missed */
  u64 rows_full;      /* a new cgroup or process found no row: its calls are not faulted */
  u64 calls_dropped;  /* the ring of traced calls was full */
  u64 words_unread;   /* a 32-bit socketcall whose arguments were not in memory passed */
  u64 returns_missed; /* a call that was to be told something at its return wasn't */
  u64 tables_full;    /* no room for a call's return or for a subject's counts: it passed */
  u64 signals_failed; /* crash() could not send its signal */
};
