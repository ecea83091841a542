/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Calls of 32-bit code, told in terms of the native ones: arguments from the i386 registers, and
 * what socketcall and ipc bundle taken out. */
#pragma once

#include "bpf/call.h"

/* Whether a task's current call was made by 32-bit code. */
static __always_inline bool is_compat(const struct task_struct* task) {
  enum { TS_COMPAT = 2 };
  return task->thread_info.status & TS_COMPAT;
}

enum { COMPAT_SOCKETCALL = 102, COMPAT_IPC = 117 };

/* By the number of a socketcall (linux/net.h): the native call, and how many words it takes. */
static const struct {
  u16 native;
  u8 words;
} socket_calls[] = {
    [1] = {41, 3},  [2] = {49, 3},  [3] = {42, 3},   [4] = {50, 2},   [5] = {43, 3},
    [6] = {51, 3},  [7] = {52, 3},  [8] = {53, 4},   [9] = {44, 4},   [10] = {45, 4},
    [11] = {44, 6}, [12] = {45, 6}, [13] = {48, 2},  [14] = {54, 5},  [15] = {55, 5},
    [16] = {46, 3}, [17] = {47, 3}, [18] = {288, 4}, [19] = {299, 5}, [20] = {307, 4},
    [31] = {0, 0}, /* a power of two of rows */
};

/* By the number of an ipc call (linux/ipc.h): the native call, and which of ipc's arguments (call,
 * first, second, third, ptr, fifth) are its own, in order. */
static const struct {
  u16 native;
  u8 from[4];
} ipc_calls[32] = {
    [1] = {65, {1, 4, 2}},     [2] = {64, {1, 2, 3}},     [3] = {66, {1, 2, 3, 4}},
    [4] = {220, {1, 4, 2, 5}}, [11] = {69, {1, 4, 2, 3}}, [12] = {70, {1, 4, 2, 5}},
    [13] = {68, {1, 2}},       [14] = {71, {1, 2, 4}},    [21] = {30, {1, 4, 2}},
    [22] = {67, {4}},          [23] = {29, {1, 2, 3}},    [24] = {31, {1, 2, 4}},
};

static __always_inline bool read_words(u64* args, u64 user, u32 words) {
  u32 read[6] = {};
  if (words > 6 || bpf_probe_read_user(read, words * 4, (const void*)user)) return false;
  for (int i = 0; i < 6; i++) args[i] = read[i];
  return true;
}

/* Takes what ipc passes on, where the native call has it. */
static __always_inline void take_ipc_arguments(struct call* c, u32 bundled) {
  u64 words[8] = {};
  for (int i = 0; i < 6; i++) words[i] = c->args[i];
  for (int i = 0; i < 6; i++) {
    u8 from = i < 4 ? ipc_calls[bundled & 31].from[i] : 0;
    c->args[i] = from ? words[from & 7] : 0;
  }
}

/* Moves the arguments to where the native call has them: those of MASK come as two words. */
GLOBAL int join_words(struct call* c nonnull, u32 mask) {
  u64 words[8];
  u32 from = unknown_zero;
  for (int i = 0; i < 8; i++) words[i] = i < 6 ? c->args[i] : 0;
  for (int i = 0; i < 6; i++) {
    u64 value = words[from & 7];
    if (mask & 1 << i) {
      from++;
      value |= words[from & 7] << 32;
    }
    c->args[i] = value;
    from++;
  }
  return 0;
}

/* Puts the native number and arguments in place of the i386 ones. False when there is no native
 * call, or its arguments are not in memory. */
GLOBAL int to_native(struct call* c nonnull) {
  u32 number = c->nr & (MISHAP_COMPAT_CALLS - 1);
  u32 bundled = c->args[0] & 31;
  c->abi = MISHAP_COMPAT;
  if (c->nr == COMPAT_SOCKETCALL && c->args[0] < 32 && socket_calls[bundled].native) {
    c->nr = socket_calls[bundled].native;
    u64 user = c->args[1];
    if (read_words(c->args, user, socket_calls[bundled].words)) return 1;
    __sync_fetch_and_add(&my_totals()->words_unread, 1);
    return 0;
  }
  if (c->nr == COMPAT_IPC && (c->args[0] & 0xffff) < 32 && ipc_calls[bundled].native) {
    c->nr = ipc_calls[bundled].native;
    take_ipc_arguments(c, bundled);
    return 1;
  }
  if (c->nr < MISHAP_COMPAT_CALLS && native_calls[number]) {
    c->nr = native_calls[number] - 1;
    if (split_words[number]) join_words(c, split_words[number]);
    return 1;
  }
  c->abi = MISHAP_COMPAT_UNKNOWN;
  return 0;
}
