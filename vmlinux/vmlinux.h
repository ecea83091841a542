/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The kernel types that bpf/ reads, trimmed to the members that it names. Every access is CO-RE
 * relocated against the running kernel's BTF, so order and offsets here mean nothing and building
 * needs no BTF on the build machine. UAPI types and helper numbers come from linux/bpf.h.
 */
#pragma once

#include <linux/bpf.h>
#include <stdbool.h>
#include <stddef.h>

#pragma clang attribute push(__attribute__((preserve_access_index)), apply_to = record)

/* Serves only as "eight bytes at an address", see bpf/kernel.h. */
struct timespec64 {
  long long tv_sec;
};

struct pt_regs {
  unsigned long r10;
  unsigned long r9;
  unsigned long r8;
  unsigned long dx;
  unsigned long si;
  unsigned long di;
  unsigned long orig_ax;
};

struct qstr {
  union {
    struct {
      __u32 hash;
      __u32 len;
    };
    __u64 hash_len;
  };
  const unsigned char* name;
};

struct inode {
  unsigned long i_ino;
  __u32 i_generation;
};

struct dentry {
  struct dentry* d_parent;
  struct qstr d_name;
};

struct vfsmount {
  struct dentry* mnt_root;
};

struct mnt_namespace;

struct mount {
  struct mount* mnt_parent;
  struct dentry* mnt_mountpoint;
  struct vfsmount mnt;
  struct mnt_namespace* mnt_ns;
};

struct path {
  struct vfsmount* mnt;
  struct dentry* dentry;
};

struct file {
  struct path f_path;
  struct inode* f_inode;
};

struct fdtable {
  unsigned int max_fds;
  struct file** fd;
};

struct files_struct {
  struct fdtable* fdt;
};

struct fs_struct {
  struct path root;
  struct path pwd;
};

struct signal_struct {
  struct {
    int counter;
  } live;
};

struct task_struct {
  unsigned int flags;
  int pid;
  int tgid;
  struct task_struct* real_parent;
  struct task_struct* group_leader;
  struct fs_struct* fs;
  struct files_struct* files;
  struct signal_struct* signal;
};

struct kernfs_node {
  __u64 id;
};

struct cgroup_subsys_state {
  struct cgroup_subsys_state* parent;
};

struct cgroup_root {
  int hierarchy_id;
};

struct cgroup {
  struct cgroup_subsys_state self;
  struct kernfs_node* kn;
  struct cgroup_root* root;
};

#pragma clang attribute pop
