/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Which path predicates an open file meets, remembered, since walking to the root is by far the
 * dearest step.
 *
 * A word of the cache holds the two result ids of a walk and 44 bits of a tag over everything that
 * the path depends on: the file, its inode, its dentry with name and parent, the mount, the
 * process's root, the image, and the sequence counts of renames and of mounts; 14 more bits of the
 * tag say in which word. One u64 store: no lock, no torn entry; no hook on close either.
 *
 * Addresses alone would not do: slabs hand those of a deleted file and its directory to the next
 * one, whose name then hashes alike. Inode number and generation tell one file's life from the
 * next; while it lasts, only a rename moves what is above it.
 *
 * The tag is hashed as by FNV-1a (Fowler, Noll, Vo 1991), a word at a time with a 64-bit factor. A
 * difference spreads upwards alone, so the high bits are the good ones; the last step brings them
 * down to where the word is chosen.
 */
#pragma once

#include "bpf/call.h"
#include "bpf/path.h"

enum { ID_BITS = 10, ID_MASK = (1 << ID_BITS) - 1, TAG_SHIFT = 2 * ID_BITS };

enum { UNCACHED = 1 }; /* as a version of the tree: what is walked is not remembered */

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

/* Changes whenever any file was moved or any mount made or gone. Odd while that happens. */
static __always_inline u64 tree_version(void) {
  return (u64)kread32(rename_lock_address) << 32 | kread32(mount_lock_address);
}

/* A pointer as a number to compute with: the verifier forbids all arithmetic on pointers but the
 * difference of two. */
static __always_inline u64 number_of(const void* pointer) {
  u64 number = (u64)pointer;
  asm volatile("%0 -= %1" : "+r"(number) : "r"(arena));
  return number;
}

#define fold(tag, word) (tag = (tag ^ (word)) * 0x9fb21c651e98df25ull)

/* A file of the current task by what its path depends on. Members are followed from one typed
 * pointer, which costs a third less than kread(). 0: it is on no tree (sockets, pipes, anonymous
 * inodes, memfds), so it meets no path predicate. */
static __always_inline u64 verdict_tag(u64 address, u64 generation, u64 version) {
  const struct file* file = bpf_rdonly_cast((void*)address, bpf_core_type_id_kernel(struct file));
  const struct dentry* dentry = file->f_path.dentry;
  const struct dentry* parent = dentry->d_parent;
  const struct vfsmount* mount = file->f_path.mnt;
  if (parent == dentry && mount->mnt_root != dentry) return 0;
  const struct inode* inode = file->f_inode;
  const struct fs_struct* fs = bpf_get_current_task_btf()->fs;
  u64 tag = 0;
  fold(tag, version);
  fold(tag, generation);
  fold(tag, address);
  fold(tag, number_of(dentry));
  fold(tag, number_of(mount));
  fold(tag, number_of(parent));
  fold(tag, number_of(fs->root.dentry));
  fold(tag, number_of(fs->root.mnt));
  fold(tag, inode->i_ino);
  fold(tag, inode->i_generation);
  fold(tag, dentry->d_name.hash_len);
  fold(tag, parent->d_name.hash_len);
  return (tag ^ tag >> 32) | 1;
}

/* The walk itself. A result is remembered unless a rename overtook it, or the descriptor's file was
 * closed meanwhile and its memory became another's. */
GLOBAL s64 walk_ids_of(u32 image, u64 file, u64 tag, u64 version) {
  struct walk w;
  walk_begin(&w, image);
  if (!walk_at_file(&w, file) || is_pseudo(&w)) return 0;
  if (w.prefixes && (w.page = claim_for_decision()) == NO_PAGE) return -1;
  s32 result = walk_up(&w);
  u32 ids = result == WALK_DONE ? walk_ids(&w) : 0;
  if (w.prefixes) release_scratch(w.page);
  if (result == WALK_UNKNOWN) return -1;
  u32 first = ids & 0xffff, second = ids >> 16;
  if (first <= ID_MASK && second <= ID_MASK && version && tree_version() == version &&
      verdict_tag(file, arena_row(arena, struct mishap_image, image)->generation, version) == tag)
    *(volatile u64*)&verdict_cache[tag >> 1 & (CACHE_SLOTS - 1)] =
        (tag >> TAG_SHIFT << TAG_SHIFT) | second << ID_BITS | first;
  return ids;
}

/* The two result ids of an open file, the second shifted by 16; 0 when it is on no tree; -1 when
 * they can't be told. */
static __always_inline s64 file_ids(u32 image, u64 file) {
  u64 version = tree_version();
  u64 generation = arena_row(arena, struct mishap_image, image)->generation;
  if (!file) return 0;
  u64 tag = verdict_tag(file, generation, version);
  if (!tag) return 0;
  u64 word = *(volatile u64*)&verdict_cache[tag >> 1 & (CACHE_SLOTS - 1)];
  if (!((word ^ tag) >> TAG_SHIFT)) return (word & ID_MASK) | ((word >> ID_BITS) & ID_MASK) << 16;
  return walk_ids_of(image, file, tag, version);
}
