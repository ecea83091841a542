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
 * The tag is multilinear hashing (Carter, Wegman 1979): a product a word, summed. Its high bits are
 * the good ones; the last step brings them down to where the word is chosen.
 */
#pragma once

#include "bpf/call.h"
#include "bpf/path.h"

enum { ID_BITS = 10, ID_MASK = (1 << ID_BITS) - 1, TAG_SHIFT = 2 * ID_BITS };

/* An open file, and where its path ends. */
struct opened {
  u64 file, dentry, mount, parent;
  u64 root_dentry, root_mount; /* the latter as the process has it: a struct vfsmount */
};

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

/* False when there is no file, or one that is on no tree: it meets no path predicate. */
static __always_inline bool open_file(struct opened* o, u64 file) {
  if (!file) return false;
  o->file = file;
  o->dentry = kfield(file, struct file, f_path.dentry);
  o->mount = kfield(file, struct file, f_path.mnt);
  o->parent = kfield(o->dentry, struct dentry, d_parent);
  if (o->parent == o->dentry && kfield(o->mount, struct vfsmount, mnt_root) != o->dentry)
    return false; /* sockets, pipes, anonymous inodes, memfds: their names are not paths */
  u64 fs = (u64)bpf_get_current_task_btf()->fs;
  o->root_dentry = kfield(fs, struct fs_struct, root.dentry);
  o->root_mount = kfield(fs, struct fs_struct, root.mnt);
  return o->dentry != 0;
}

/* Changes whenever any file was moved or any mount made or gone. */
static __always_inline u64 tree_version(void) {
  return (u64)kread32(rename_lock_address) << 32 | kread32(mount_lock_address);
}

static __always_inline u64 verdict_tag(const struct opened* o, u64 generation, u64 version) {
  u64 inode = kfield(o->file, struct file, f_inode);
  u64 tag = generation * 0x9fb21c651e98df25ull;
  tag += o->file * 0xc4ceb9fe1a85ec53ull;
  tag += o->dentry * 0xff51afd7ed558ccdull;
  tag += o->mount * 0xd6e8feb86659fd93ull;
  tag += o->parent * 0xa0761d6478bd642full;
  tag += o->root_dentry * 0xe7037ed1a0b428dbull;
  tag += o->root_mount * 0x8ebc6af09c88c6e3ull;
  tag += kfield(inode, struct inode, i_ino) * 0x589965cc75374cc3ull;
  tag += kfield(inode, struct inode, i_generation) * 0x1d8e4e27c47d124full;
  tag += kfield(o->dentry, struct dentry, d_name.hash_len) * 0xbf58476d1ce4e5b9ull;
  tag += kfield(o->parent, struct dentry, d_name.hash_len) * 0x94d049bb133111ebull;
  tag += version * 0x2545f4914f6cdd1dull;
  return tag ^ tag >> 32;
}

/* The walk itself. A result that a rename overtook is not remembered. */
GLOBAL s64 walk_ids_of(u32 image, u64 file, u64 tag, u64 version) {
  const u8* arena = arena_bytes();
  if (!arena) return -1;
  struct walk w;
  walk_begin(&w, arena, image);
  if (!walk_at_file(&w, file)) return 0;
  if (w.prefixes && (w.page = claim_for_decision()) == NO_PAGE) return -1;
  s32 result = walk_up(&w);
  u32 ids = result == WALK_DONE ? walk_ids(&w, arena) : 0;
  if (w.prefixes) release_scratch(w.page);
  if (result == WALK_UNKNOWN) return -1;
  u32 first = ids & 0xffff, second = ids >> 16;
  if (first <= ID_MASK && second <= ID_MASK && tree_version() == version)
    *(volatile u64*)&verdict_cache[tag & (CACHE_SLOTS - 1)] =
        (tag >> TAG_SHIFT << TAG_SHIFT) | second << ID_BITS | first;
  return ids;
}

/* The two result ids of an open file, the second shifted by 16; 0 when it is on no tree; -1 when
 * they can't be told. */
GLOBAL s64 file_ids(u32 image, u64 file) {
  const u8* arena = arena_bytes();
  struct opened o;
  if (!arena || !open_file(&o, file)) return 0;
  u64 version = tree_version();
  u64 tag =
      verdict_tag(&o, arena_u64(arena, image + offsetof(struct mishap_image, generation)), version);
  u64 word = *(volatile u64*)&verdict_cache[tag & (CACHE_SLOTS - 1)];
  if (!((word ^ tag) >> TAG_SHIFT) && rename_lock_address && mount_lock_address)
    return (word & ID_MASK) | ((word >> ID_BITS) & ID_MASK) << 16;
  return walk_ids_of(image, file, tag, version);
}
