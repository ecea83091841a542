/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Telling user space what happened to a call. Runs only for calls that met a rule, so it may cost.
 */
#pragma once

#include "bpf/subject.h"

/* What a rule made of a call. */
struct outcome {
  s64 value; /* that the caller is told */
  u32 counter;
  u8 decision; /* enum mishap_event_decision */
  u8 path_argument;
};

static __always_inline void fill_event(struct mishap_event* event, const struct call* c,
                                       const struct outcome* o) {
  u64 id = bpf_get_current_pid_tgid();
  event->time_ns = bpf_ktime_get_ns();
  for (int i = 0; i < 6; i++) event->args[i] = c->args[i];
  event->value = o->value;
  event->counter = o->counter;
  event->scope = c->scope;
  event->pid = id >> 32;
  event->tid = (u32)id;
  event->syscall = c->nr;
  event->decision = o->decision;
  event->path_argument = o->path_argument;
  event->abi = c->abi;
  event->path_bytes = 0;
  event->path_truncated = 0;
  event->has_path = 0;
}

/* Sends what lies in a page, with its path. */
static __always_inline long send_record(void* ring, struct scratch* scratch) {
  u32 bytes = scratch->event.path_bytes;
  mishap_opaque(bytes);
  if (bytes > MISHAP_PATH_MAX) bytes = 0;
  return bpf_ringbuf_output(ring, &scratch->event, sizeof(struct mishap_event) + bytes, 0);
}

/* Sends the event with the path of the call's file. A full ring is counted; the decision stands. */
GLOBAL int send_event(struct call* c nonnull, const struct outcome* o nonnull) {
  load_arguments(c);
  u32 page = claim_scratch();
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page); /* NO_PAGE is no key */
  if (!scratch) {
    __sync_fetch_and_add(&my_totals()->events_dropped, 1);
    return 0;
  }
  fill_event(&scratch->event, c, o);
  record_path(c, o->path_argument, page);
  if (send_record(&event_ring, scratch)) __sync_fetch_and_add(&my_totals()->events_dropped, 1);
  release_scratch(page);
  return 0;
}
