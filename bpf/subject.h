/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The file that a call is about: which path predicates it meets, and its path for an event.
 *
 * The result for an open file is cached, since walking to the root is by far the dearest step. A
 * cache word holds two result ids (12 bits) and 52 bits of a tag over everything that the path
 * depends on: the file, its inode, its dentry with name and parent, the mount, the process's root,
 * the image, and the sequence counts of renames and of mounts. One u64 store: no lock, no torn
 * entry; no hook on close either.
 *
 * Addresses alone would not do: slabs hand those of a deleted file and its directory to the next
 * one, whose name then hashes alike. Inode number and generation tell one file's life from the
 * next; while it lasts, only a rename moves what is above it.
 */
#pragma once

#include "bpf/path.h"

struct call {
  u64 args[6];
  u32 nr; /* of the native call, whoever makes it */
  u8 abi; /* enum mishap_abi */
  u8 unused[3];
};

struct mishap_shape shapes[MISHAP_CALLS]; /* set by the loader from plan/syscalls */

static __always_inline const struct mishap_shape* shape_of(const struct call* c) {
  u32 nr = c->nr;
  mishap_opaque(nr);
  return &shapes[nr & (MISHAP_CALLS - 1)];
}

/* The arguments, from the caller's registers at a kernel address. */
static __always_inline void read_arguments(struct call* c, u64 regs) {
  c->args[0] = kfield(regs, struct pt_regs, di);
  c->args[1] = kfield(regs, struct pt_regs, si);
  c->args[2] = kfield(regs, struct pt_regs, dx);
  c->args[3] = kfield(regs, struct pt_regs, r10);
  c->args[4] = kfield(regs, struct pt_regs, r8);
  c->args[5] = kfield(regs, struct pt_regs, r9);
}

/* The same of 32-bit code. */
static __always_inline void read_compat_arguments(struct call* c, u64 regs) {
  c->args[0] = kfield32(regs, struct pt_regs, bx);
  c->args[1] = kfield32(regs, struct pt_regs, cx);
  c->args[2] = kfield32(regs, struct pt_regs, dx);
  c->args[3] = kfield32(regs, struct pt_regs, si);
  c->args[4] = kfield32(regs, struct pt_regs, di);
  c->args[5] = kfield32(regs, struct pt_regs, bp);
}

enum { ID_BITS = 6, TAG_SHIFT = 2 * ID_BITS };

static __always_inline u64 mix(u64 hash, u64 word) {
  hash = (hash ^ word) * 0x9fb21c651e98df25ull;
  return hash ^ (hash >> 32);
}

/* Changes whenever any file was moved or any mount made or gone. */
static __always_inline u64 tree_version(void) {
  return (u64)kread32(rename_lock_address) << 32 | kread32(mount_lock_address);
}

static __always_inline u64 cache_tag(const struct walk* w, const u8* arena, u64 file, u64 version) {
  u64 inode = kfield(file, struct file, f_inode);
  u64 parent = kfield(w->dentry, struct dentry, d_parent);
  u64 tag = mix(file ^ inode << 1, w->dentry);
  tag = mix(tag, kfield(inode, struct inode, i_ino));
  tag = mix(tag, kfield32(inode, struct inode, i_generation));
  tag = mix(tag, w->mount ^ w->root_mount << 1);
  tag = mix(tag, parent ^ w->root_dentry << 1);
  tag = mix(tag, kfield(parent, struct dentry, d_name.hash_len));
  tag = mix(tag, kfield(w->dentry, struct dentry, d_name.hash_len));
  tag = mix(tag, arena_u64(arena, w->image + offsetof(struct mishap_image, generation)));
  return mix(tag, version);
}

/* Claims a scratch page, or NO_PAGE. The first try succeeds unless a program was preempted on this
 * CPU. */
GLOBAL u32 claim_scratch(void) {
  u32 page = bpf_get_smp_processor_id() * 2;
  for (u32 tries = unknown_zero; tries < scratch_pages; tries++, page++) {
    loop_may_end;
    if (page >= scratch_pages) page = 0;
    struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
    if (scratch && !__sync_lock_test_and_set(&scratch->busy, 1)) return page;
  }
  return NO_PAGE;
}

/* The same for a decision: without a page it is missed, and counted as such. */
static __always_inline u32 claim_for_decision(void) {
  u32 page = claim_scratch();
  if (page == NO_PAGE) __sync_fetch_and_add(&my_totals()->scratch_missed, 1);
  return page;
}

static __always_inline void release_scratch(u32 page) {
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  if (scratch) __sync_lock_test_and_set(&scratch->busy, 0);
}

/* Result ids of the file behind a descriptor. A walk that a rename overtook is not cached. */
static __always_inline s64 descriptor_ids(struct walk* w, const u8* arena, u64 descriptor) {
  u64 file = file_of(descriptor);
  if (!walk_at_file(w, file) || is_pseudo(w)) return 0;
  u64 version = tree_version();
  u64 tag = cache_tag(w, arena, file, version);
  u64* cached = &verdict_cache[(tag >> 40) & (CACHE_SLOTS - 1)];
  u64 word = *(volatile u64*)cached;
  if (rename_lock_address && mount_lock_address && !((word ^ tag) >> TAG_SHIFT))
    return (word & ((1 << ID_BITS) - 1)) | ((word >> ID_BITS) & ((1 << ID_BITS) - 1)) << 16;

  if (w->prefixes && (w->page = claim_for_decision()) == NO_PAGE) return -1;
  s32 result = walk_up(w);
  u32 ids = result == WALK_DONE ? walk_ids(w, arena) : 0;
  if (w->prefixes) release_scratch(w->page);
  if (result == WALK_UNKNOWN) return -1;
  u32 first = ids & 0xffff, second = ids >> 16;
  if (first < 1 << ID_BITS && second < 1 << ID_BITS && tree_version() == version)
    *(volatile u64*)cached = (tag >> TAG_SHIFT << TAG_SHIFT) | second << ID_BITS | first;
  return ids;
}

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
  a.value = c->args[arg];
  if (a.source == MISHAP_SOURCE_PATH_AT && dirfd < 6) a.directory = c->args[dirfd];
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
                                         u32 length) {
  bool absolute = length && (u8)kread(text) == '/';
  if (walk_text(w, text, length) || absolute) return WALK_DONE;
  return walk_at_directory(w, a) ? walk_up(w) : WALK_NO_PATH;
}

/* Result ids of a path argument. */
static __always_inline s64 text_ids(struct walk* w, const u8* arena, const struct argument* a) {
  w->page = claim_for_decision();
  if (w->page == NO_PAGE) return -1;
  u64 text = 0;
  s64 ids = -1;
  s32 length = read_text(w->page, a->value, &text);
  if (length >= 0) {
    s32 result = walk_argument(w, a, text, length);
    if (result != WALK_UNKNOWN) ids = result == WALK_DONE ? walk_ids(w, arena) : 0;
  }
  release_scratch(w->page);
  return ids;
}

/* The path bits that each path argument of a call meets. */
struct paths {
  u64 by_argument[2];
  u64 unknown; /* 1: some path could not be read */
};

/* Fills in argument number WHICH. */
GLOBAL int find_paths(u32 image, const struct call* c nonnull, u32 which,
                      struct paths* paths nonnull) {
  const u8* arena = arena_bytes();
  struct argument a = argument_of(c, which);
  if (a.source == MISHAP_SOURCE_NONE || !arena) return 0;
  struct walk w;
  walk_begin(&w, arena, image);
  s64 ids = a.source == MISHAP_SOURCE_DESCRIPTOR ? descriptor_ids(&w, arena, a.value)
                                                 : text_ids(&w, arena, &a);
  if (ids < 0)
    paths->unknown = 1;
  else
    paths->by_argument[which & 1] = mask_of_ids(arena, image, ids);
  return 0;
}

/* Begins a walk in a claimed page. */
static __always_inline struct walk* walk_in_page(u32 image, const u8* arena, u32 page) {
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  if (!scratch) return NULL;
  walk_begin(&scratch->walk, arena, image);
  scratch->walk.page = page;
  return &scratch->walk;
}

/* Writes the path of an argument behind the event in its page; sets path_bytes and path_truncated
 * of the event. False when there is a path argument that could not be read. */
GLOBAL int record_path(u32 image, const struct call* c nonnull, u32 which, u32 page) {
  const u8* arena = arena_bytes();
  struct argument a = argument_of(c, which);
  if (a.source == MISHAP_SOURCE_NONE || !arena) return 1;
  struct walk* w = walk_in_page(image, arena, page);
  if (!w) return 1;
  w->recording = 1;
  s32 result = WALK_NO_PATH;
  if (a.source == MISHAP_SOURCE_DESCRIPTOR) {
    if (walk_at_file(w, file_of(a.value)) && !is_pseudo(w)) result = walk_up(w);
  } else {
    u64 text = 0;
    s32 length = read_text(page, a.value, &text);
    if (length < 0) return 0;
    result = walk_argument(w, &a, text, length);
  }
  struct scratch* scratch = page_of(w);
  if (!scratch || result != WALK_DONE) return 1;
  scratch->event.has_path = 1;
  scratch->event.path_bytes = w->path_bytes;
  scratch->event.path_truncated = w->truncated;
  return 1;
}
