/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* Where a walk up the dentry tree stands, and what it has found; path.h walks. */
#pragma once

#include "bpf/glob.h"
#include "bpf/kernel.h"

enum walk_result {
  WALK_NO_PATH = 0, /* a socket, a pipe, a detached mount, a bad descriptor */
  WALK_DONE = 1,
  WALK_UNKNOWN = -1, /* there is a path, but it could not be read */
};

struct walk {
  u64 dentry, mount; /* where the walk stands; dentry 0 = the text was absolute */
  u64 root_dentry, root_mount;
  u32 image;
  u32 automaton, prefixes; /* of the image; 0 = it has none */
  u32 skip;                /* components that a later ".." took back */
  u32 depth;               /* components taken */
  u32 page; /* scratch page, claimed when the walk records, has a text or the image has prefixes */
  struct glob glob;
};
