/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * From a call's argument to the set of path predicates that its file meets: up the dentry tree,
 * leaf first, across mounts, to the process's root. Each name is fed to the backwards automaton and
 * hashed for the prefix map; nothing is copied. A path argument's text is read first, from its end,
 * and the walk goes on at the directory it is relative to:
 * `.` is dropped and `..` skips a component further up, so the joined path is never built either.
 */
#pragma once

#include "bpf/glob.h"
#include "bpf/maps.h"
#include "bpf/prefix.h"

static __always_inline struct scratch* page_of(const struct walk* w) {
  u32 page = w->page;
  return bpf_map_lookup_elem(&scratch_map, &page);
}

static __always_inline u64 mount_of(u64 vfsmount) {
  return vfsmount - bpf_core_field_offset(struct mount, mnt);
}

/* The last byte of a word that ends at END is its highest: x86 is little endian. */
static __always_inline void glob_name(struct walk* w, u64 name, u32 length) {
  struct glob g = w->glob;
  u64 end = name + length;
  u32 left = length;
  for (;;) {
    loop_may_end;
    if (!left || glob_settled(&g)) break;
    u64 word = kread(end - 8);
    u32 bytes = left < 8 ? left : 8;
    end -= 8;
    left -= bytes;
    for (;;) {
      loop_may_end;
      glob_step(&g, arena, word >> 56);
      word <<= 8;
      if (!--bytes || glob_settled(&g)) break;
    }
  }
  if (!glob_settled(&g)) glob_step(&g, arena, '/');
  w->glob = g;
}

/* The hash of LENGTH bytes at a kernel address, as name_hash() has it. */
static __always_inline u64 hash_bytes(u64 bytes, u32 length) {
  u64 hash = 0;
  u32 left = length;
  for (;;) {
    loop_may_end;
    if (left < 8) break;
    hash = name_hash_word(hash, kread(bytes));
    bytes += 8;
    left -= 8;
  }
  if (left) hash = name_hash_word(hash, kread(bytes) & ((1ull << (left * 8)) - 1));
  return name_hash_end(hash, length);
}

static __always_inline void hash_name(struct walk* w, u64 name, u32 length) {
  u64 hash = hash_bytes(name, length);
  struct scratch* scratch = page_of(w);
  if (scratch) scratch->hashes[w->depth & (HASHES - 1)] = hash;
}

/* Appends a name and a NUL to the path of the event in the walk's page. 1 when there is no room for
 * more. */
GLOBAL int record_name(struct walk* w nonnull, u64 name, u32 length) {
  struct scratch* scratch = page_of(w);
  if (!scratch) return 1;
  u32 at = scratch->event.path_bytes;
  if (length > 255 || at + length + 1 > MISHAP_PATH_MAX) {
    scratch->event.path_truncated = 1;
    return 1;
  }
  mishap_opaque(at); /* or the compiler drops the mask, which the verifier needs */
  length &= 255;
  at &= MISHAP_PATH_MAX - 1;
  bpf_probe_read_kernel(scratch->path + at, length, (const void*)name);
  scratch->path[at + length] = 0;
  scratch->event.path_bytes = at + length + 1;
  return 0;
}

/* Feeds a name to what tells path predicates. 1 when no further one can change the result. */
GLOBAL int match_name(struct walk* w nonnull, u64 name, u32 length) {
  if (w->automaton) glob_name(w, name, length);
  if (w->prefixes) hash_name(w, name, length);
  w->depth++;
  return !w->prefixes && glob_settled(&w->glob);
}

/* Takes one component. 1 when no further one is needed. */
static __always_inline int take_name(struct walk* w, u64 name, u32 length, bool recording) {
  if (w->skip) {
    w->skip--;
    return 0;
  }
  return recording ? record_name(w, name, length) : match_name(w, name, length);
}

/* Up from w->dentry to the process's root. */
static __always_inline int walk_tree(struct walk* w, bool recording) {
  u64 dentry = w->dentry, mount = w->mount;
  s32 result = WALK_UNKNOWN;
  for (;;) {
    loop_may_end;
    if (dentry == w->root_dentry && mount == w->root_mount) {
      result = WALK_DONE;
      break;
    }
    if (dentry == kfield(mount, struct mount, mnt.mnt_root)) {
      u64 parent = kfield(mount, struct mount, mnt_parent);
      if (parent == mount) { /* the root of a mount namespace; kernel-internal and detached mounts
                                have none */
        s64 ns = kfield(mount, struct mount, mnt_ns);
        result = ns == 0 || (ns < 0 && ns >= -4095) ? WALK_NO_PATH : WALK_DONE;
        break;
      }
      dentry = kfield(mount, struct mount, mnt_mountpoint);
      mount = parent;
      continue;
    }
    u64 parent = kfield(dentry, struct dentry, d_parent);
    if (parent == dentry) { /* sockets, pipes, anonymous inodes */
      result = WALK_NO_PATH;
      break;
    }
    u32 length = kfield(dentry, struct dentry, d_name.hash_len) >> 32;
    if (take_name(w, kfield(dentry, struct dentry, d_name.name), length, recording)) {
      result = WALK_DONE;
      break;
    }
    dentry = parent;
  }
  return result;
}

/* Backwards through a text of LENGTH bytes at a kernel address. 1 when it settled the result. */
static __always_inline int walk_bytes(struct walk* w, u64 text, u32 length, bool recording) {
  u32 end = length;
  for (;;) {
    loop_may_end;
    if (!end) break;
    if ((u8)kread(text + end - 1) == '/') {
      end--;
      continue;
    }
    u32 start = end;
    for (;;) {
      loop_may_end;
      if (!start || (u8)kread(text + start - 1) == '/') break;
      start--;
    }
    u32 bytes = end - start;
    u16 head = kread(text + start);
    end = start;
    if (bytes == 1 && (u8)head == '.') continue;
    if (bytes == 2 && head == ('.' | '.' << 8)) {
      w->skip++;
      continue;
    }
    if (take_name(w, text + start, bytes, recording)) return 1;
  }
  return 0;
}

/* The same walks, to match and to record: apart, so that each needs the stack of its own steps
 * alone. */
GLOBAL int walk_up(struct walk* w nonnull) {
  return walk_tree(w, false);
}
GLOBAL int record_up(struct walk* w nonnull) {
  return walk_tree(w, true);
}
GLOBAL int walk_text(struct walk* w nonnull, u64 text, u32 length) {
  return walk_bytes(w, text, length, false);
}
GLOBAL int record_text(struct walk* w nonnull, u64 text, u32 length) {
  return walk_bytes(w, text, length, true);
}

GLOBAL u32 find_prefix(u32 image, u64 key) {
  return prefix_find(arena, image, key);
}

/* What the prefix map says of the components taken: the ids of the deepest entry that is a prefix
 * of the path. */
GLOBAL u32 prefix_result(const struct walk* w nonnull) {
  const struct scratch* scratch = page_of(w);
  if (!scratch) return 0;
  u64 key = PREFIX_ROOT;
  u32 left = w->depth, result = 0; /* components of the path below the entry looked at */
  u32 deepest = arena_u32(arena, w->image + offsetof(struct mishap_image, prefix_depth));
  u32 ends = left > deepest ? left - deepest : 0;
  for (;;) {
    loop_may_end;
    u32 entry = find_prefix(w->image, key);
    if (!entry) break;
    u32 field = left > 1 ? offsetof(struct mishap_prefix, below)
                : left   ? offsetof(struct mishap_prefix, child)
                         : offsetof(struct mishap_prefix, self);
    result = arena_u16(arena, entry + field);
    if (left <= ends) break;
    left--;
    key = prefix_hash(key, scratch->hashes[left & (HASHES - 1)]);
    mishap_opaque(left);
  }
  return result;
}

/* The two result ids of a finished walk: the automaton's, and the prefix map's above it. */
static __always_inline u32 walk_ids(struct walk* w) {
  u32 ids = 0;
  if (w->automaton) {
    if (!w->depth) /* the path is "/" */
      glob_step(&w->glob, arena, '/');
    ids = glob_result(&w->glob, arena, w->image, w->automaton);
  }
  if (w->prefixes) ids |= prefix_result(w) << 16;
  return ids;
}

/* The set of path bits that two result ids stand for. */
static __always_inline u64 mask_of_ids(u32 image, u32 ids) {
  u32 masks = image + arena_u32(arena, image + offsetof(struct mishap_image, masks));
  return arena_u64(arena, masks + 8 * (ids & 0xffff)) | arena_u64(arena, masks + 8 * (ids >> 16));
}

static __always_inline void walk_begin(struct walk* w, u32 image) {
  u64 fs = (u64)bpf_get_current_task_btf()->fs;
  w->root_dentry = kfield(fs, struct fs_struct, root.dentry);
  w->root_mount = mount_of(kfield(fs, struct fs_struct, root.mnt));
  w->image = image;
  w->skip = w->depth = unknown_zero;
  w->page = NO_PAGE;
  w->prefixes = arena_u32(arena, image + offsetof(struct mishap_image, prefixes));
  w->automaton = arena_u32(arena, image + offsetof(struct mishap_image, automaton));
  w->glob = (struct glob){};
  if (w->automaton) glob_start(&w->glob, arena, image, w->automaton);
}

/* The open file behind a descriptor of the current task, or 0. */
static __always_inline u64 file_of(u64 descriptor) {
  const struct fdtable* table = bpf_get_current_task_btf()->files->fdt;
  if ((u32)descriptor >= table->max_fds) return 0;
  return kread((u64)table->fd + 8 * (u64)(u32)descriptor);
}

/* Sets the walk at an open file. False when there is none. */
static __always_inline bool walk_at_file(struct walk* w, u64 file) {
  w->dentry = kfield(file, struct file, f_path.dentry);
  w->mount = mount_of(kfield(file, struct file, f_path.mnt));
  return file && w->dentry;
}

/* Sets the walk at the current directory. */
static __always_inline void walk_at_cwd(struct walk* w) {
  u64 fs = (u64)bpf_get_current_task_btf()->fs;
  w->dentry = kfield(fs, struct fs_struct, pwd.dentry);
  w->mount = mount_of(kfield(fs, struct fs_struct, pwd.mnt));
}

/* Not on any tree: sockets, pipes, anonymous inodes, memfds. Their names are not paths. */
static __always_inline bool is_pseudo(const struct walk* w) {
  return kfield(w->dentry, struct dentry, d_parent) == w->dentry &&
         kfield(w->mount, struct mount, mnt.mnt_root) != w->dentry;
}
