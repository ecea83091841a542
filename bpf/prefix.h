/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The path-prefix map: exact paths, the files of a directory, all that is below one. The hash of a
 * path is a chain over the hashes of its components from the root down; 64 bits, so a false match
 * is not to be met in practice. Mixing steps are those of wyhash's multiply-fold (Wang Yi, public
 * domain), cut to 64-bit multiplies for BPF.
 *
 * One source for BPF and for the host.
 */
#pragma once

#include "bpf/arena.h"

#define PREFIX_ROOT 0x9e3779b97f4a7c15ull /* hash of "/", the path of no components */

/* Folds eight bytes of a name into its hash; the last word is zero-padded at its high end. */
MISHAP_INLINE u64 name_hash_word(u64 hash, u64 word) {
  hash = (hash ^ word) * 0xff51afd7ed558ccdull;
  return hash ^ (hash >> 32);
}

/* Ends the hash of a name of LENGTH bytes. */
MISHAP_INLINE u64 name_hash_end(u64 hash, u32 length) {
  hash = (hash ^ length) * 0xc4ceb9fe1a85ec53ull;
  return hash ^ (hash >> 29);
}

#ifndef __bpf__
/* The hash of a name on the host; the BPF walk does the same over the words of a dentry's name. */
MISHAP_INLINE u64 name_hash(const char* name, u32 length) {
  u64 hash = 0;
  for (u32 at = 0; at < length; at += 8) {
    u64 word = 0; /* little endian, as all of mishap is x86-64 */
    __builtin_memcpy(&word, name + at, length - at < 8 ? length - at : 8);
    hash = name_hash_word(hash, word);
  }
  return name_hash_end(hash, length);
}
#endif

/* The hash of path/NAME from that of path and of NAME. Never 0. */
MISHAP_INLINE u64 prefix_hash(u64 path, u64 name) {
  u64 hash = (path ^ name) * 0x9fb21c651e98df25ull;
  hash ^= hash >> 35;
  hash += name * 0xd6e8feb86659fd93ull;
  return hash | 1;
}

/* Arena offset of the entry with this key, or 0. */
MISHAP_INLINE u32 prefix_find(const u8* arena, u32 image, u64 key) {
  u32 table = image + arena_u32(arena, image + __builtin_offsetof(struct mishap_image, prefixes));
  u32 mask = arena_u32(arena, image + __builtin_offsetof(struct mishap_image, prefix_slots)) - 1;
  u32 slot = (u32)(key >> 32) & mask;
  for (u32 probe = 0; probe < 8;
       probe++) { /* the compiler of tables grows them until 8 probes suffice */
    u32 at = table + ((slot + probe) & mask) * (u32)sizeof(struct mishap_prefix);
    u64 found = arena_u64(arena, at);
    if (found == key) return at;
    if (!found) return 0;
  }
  return 0;
}
