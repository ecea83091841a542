/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* The files that a call's arguments name: which path predicates they meet, and their paths for an
 * event. */
#pragma once

#include "bpf/call.h"
#include "bpf/path.h"
#include "bpf/verdict.h"

/* An argument that names a file, by the syscall's shape. */
struct argument {
  u64 value;     /* the descriptor, or the user's pointer to a path */
  s32 directory; /* what a relative path is relative to */
  u32 source;    /* enum mishap_path_source */
};

enum { CURRENT_DIRECTORY = -100 }; /* AT_FDCWD */

static __always_inline struct argument argument_of(const struct call* c, u32 which) {
  const struct mishap_shape* shape = shape_of(c);
  struct argument a = {.directory = CURRENT_DIRECTORY};
  u8 arg = shape->arg[which & 1], dirfd = shape->dirfd[which & 1];
  if (arg >= 6) return a;
  a.source = shape->source[which & 1];
  a.value = argument_at(c, arg);
  if (a.source == MISHAP_SOURCE_PATH_AT && dirfd < 6) a.directory = argument_at(c, dirfd);
  return a;
}

/* Where a path argument's walk goes on when its text is used up. */
static __always_inline bool walk_at_directory(struct walk* w, const struct argument* a) {
  if (a->directory != CURRENT_DIRECTORY)
    return walk_at_file(w, file_of(a->directory)) && !is_pseudo(w);
  walk_at_cwd(w);
  return true;
}

/* Copies a path argument into a scratch page. Its length, or -1 when it can't be read. */
static __always_inline s32 read_text(u32 page, u64 user, u64* text) {
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  if (!scratch) return -1;
  char* start = scratch->text + TEXT_PAD;
  s32 length = 0; /* a null path means the descriptor itself (utimensat) */
  if (user) {
    length = bpf_probe_read_user_str(start, MISHAP_PATH_MAX, (const void*)user);
    if (length > 0) length--; /* the NUL, which is not counted when there is nothing else */
  }
  bpf_probe_read_kernel(text, sizeof(*text), &start); /* the map's address as a plain number */
  return length;
}

/* Walks a path argument whose text lies at `text`. */
static __always_inline s32 walk_argument(struct walk* w, const struct argument* a, u64 text,
                                         u32 length, bool recording) {
  bool absolute = length && (u8)kread(text) == '/';
  if ((recording ? record_text(w, text, length) : walk_text(w, text, length)) || absolute)
    return WALK_DONE;
  if (!walk_at_directory(w, a)) return WALK_NO_PATH;
  return recording ? record_up(w) : walk_up(w);
}

/* Begins a walk in a claimed page. */
static __always_inline struct walk* walk_in_page(u32 image, u32 page) {
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  if (!scratch) return NULL;
  walk_begin(&scratch->walk, image);
  scratch->walk.page = page;
  return &scratch->walk;
}

/* Result ids of a path argument. */
GLOBAL s64 text_ids(u32 image, const struct argument* a nonnull) {
  u32 page = claim_for_decision();
  struct walk* w = walk_in_page(image, page);
  if (!w) return -1;
  u64 text = 0;
  s64 ids = -1;
  s32 length = read_text(page, a->value, &text);
  if (length >= 0) {
    s32 result = walk_argument(w, a, text, length, false);
    if (result != WALK_UNKNOWN) ids = result == WALK_DONE ? walk_ids(w) : 0;
  }
  release_scratch(page);
  return ids;
}

/* The path bits that each path argument of a call meets. */
struct paths {
  u64 by_argument[2];
  u64 unknown; /* 1: some path could not be read */
};

/* Fills in argument number WHICH. */
GLOBAL int find_paths(const struct call* c nonnull, u32 which, struct paths* paths nonnull) {
  struct argument a = argument_of(c, which);
  if (a.source == MISHAP_SOURCE_NONE) return 0;
  s64 ids = a.source == MISHAP_SOURCE_DESCRIPTOR
                ? walk_ids_of(c->image, file_of(a.value), 0, UNCACHED)
                : text_ids(c->image, &a);
  if (ids < 0)
    paths->unknown = 1;
  else
    paths->by_argument[which & 1] = mask_of_ids(c->image, ids);
  return 0;
}

/* Writes the path of an argument behind the event in its page; sets path_bytes and path_truncated
 * of the event. False when there is a path argument that could not be read. */
GLOBAL int record_path(const struct call* c nonnull, u32 which, u32 page) {
  struct argument a = argument_of(c, which);
  if (a.source == MISHAP_SOURCE_NONE) return 1;
  struct walk* w = walk_in_page(c->image, page);
  if (!w) return 1;
  s32 result = WALK_NO_PATH;
  if (a.source == MISHAP_SOURCE_DESCRIPTOR) {
    if (walk_at_file(w, file_of(a.value)) && !is_pseudo(w)) result = record_up(w);
  } else {
    u64 text = 0;
    s32 length = read_text(page, a.value, &text);
    if (length < 0) return 0;
    result = walk_argument(w, &a, text, length, true);
  }
  struct scratch* scratch = page_of(w);
  if (!scratch) return 1;
  scratch->event.has_path = result == WALK_DONE;
  if (result != WALK_DONE) scratch->event.path_bytes = 0;
  return 1;
}
