/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* How many bytes a call asks for: an argument, or the sum over the vectors that it points at. */
#pragma once

#include "bpf/call.h"

enum {
  SIZE_NONE = -1,       /* the call has no size */
  SIZE_UNREADABLE = -2, /* its vectors are not in memory */
  VECTOR_MAX = 1024,    /* UIO_MAXIOV: the kernel refuses more */
};

/* Structures as the caller laid them out: offsets and sizes for 64-bit and for 32-bit code. */
struct vector_layout {
  u32 vector_bytes, message_bytes; /* of struct iovec and struct mmsghdr */
  u32 vectors, count;              /* offsets in struct msghdr: msg_iov, msg_iovlen */
  u32 word;
};

static __always_inline struct vector_layout layout_of(const struct call* c) {
  if (c->abi != MISHAP_NATIVE)
    return (struct vector_layout){
        .vector_bytes = 8, .message_bytes = 32, .vectors = 8, .count = 12, .word = 4};
  return (struct vector_layout){
      .vector_bytes = 16, .message_bytes = 64, .vectors = 16, .count = 24, .word = 8};
}

/* Reads a word of the caller's size from its memory. */
static __always_inline bool read_user_word(u64* to, u64 user, u32 word) {
  *to = 0;
  return bpf_probe_read_user(to, word == 4 ? 4 : 8, (const void*)user) == 0;
}

/* The sum of the lengths of COUNT iovecs. */
GLOBAL s64 size_of_vectors(const struct call* c nonnull, u64 vectors, u64 count) {
  struct vector_layout layout = layout_of(c);
  u64 sum = unknown_zero;
  if (count > VECTOR_MAX) return SIZE_NONE;
  for (u64 i = unknown_zero; i < count; i++, vectors += layout.vector_bytes) {
    loop_may_end;
    u64 length;
    if (!read_user_word(&length, vectors + layout.word, layout.word)) return SIZE_UNREADABLE;
    sum += length;
  }
  return sum;
}

/* The sum over COUNT msghdrs, MESSAGE_BYTES apart. */
GLOBAL s64 size_of_messages(const struct call* c nonnull, u64 message, u64 count) {
  struct vector_layout layout = layout_of(c);
  u64 sum = unknown_zero;
  if (count > VECTOR_MAX) count = VECTOR_MAX; /* as the kernel does */
  for (u64 i = unknown_zero; i < count; i++, message += layout.message_bytes) {
    loop_may_end;
    u64 vectors, number;
    if (!read_user_word(&vectors, message + layout.vectors, layout.word) ||
        !read_user_word(&number, message + layout.count, layout.word))
      return SIZE_UNREADABLE;
    s64 size = size_of_vectors(c, vectors, number);
    if (size < 0) return size;
    sum += size;
  }
  return sum;
}

/* The bytes that the call asks for, or SIZE_NONE, or SIZE_UNREADABLE. */
GLOBAL s64 size_of_call(const struct call* c nonnull) {
  u8 arg = shape_of(c)->size_arg;
  if (arg >= 6) return SIZE_NONE;
  u64 value = c->args[arg];
  u64 count = arg < 5 ? c->args[arg + 1] : 0;
  switch (shape_of(c)->size_source) {
    case MISHAP_SIZE_ARGUMENT:
      return value <= (u64)1 << 62 ? (s64)value : (s64)1 << 62;
    case MISHAP_SIZE_VECTOR:
      return size_of_vectors(c, value, count);
    case MISHAP_SIZE_MESSAGE:
      return size_of_messages(c, value, 1);
    case MISHAP_SIZE_MESSAGES:
      return size_of_messages(c, value, (u32)count);
  }
  return SIZE_NONE;
}
