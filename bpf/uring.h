/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What goes past the system calls: submissions to io_urings, counted by scope and operation. The
 * thread that polls a ring for its owner is in the owner's cgroup too. */
#pragma once

#include "bpf/scope.h"

SEC("tp_btf/io_uring_submit_req")
int on_uring_submission(u64* ctx) {
  u32 scope = current_scope();
  if (!scope) return 0;
  const struct io_kiocb* request = (const struct io_kiocb*)ctx[0];
  u32 operation = request->opcode & (MISHAP_URING_OPERATIONS - 1);
  mishap_opaque(scope);
  __sync_fetch_and_add(&submissions[scope & (MISHAP_SCOPES - 1)][operation], 1);
  return 0;
}
