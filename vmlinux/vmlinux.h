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
  unsigned long bp;
  unsigned long bx;
  unsigned long r10;
  unsigned long r9;
  unsigned long r8;
  unsigned long ax;
  unsigned long dx;
  unsigned long si;
  unsigned long cx;
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
  unsigned short i_mode;
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
  void* private_data;
};

struct in6_addr {
  __u8 s6_addr[16];
};

struct sock_common {
  __u32 skc_daddr;
  __u16 skc_dport;
  unsigned short skc_family;
  struct in6_addr skc_v6_daddr;
};

struct sock {
  struct sock_common __sk_common;
};

struct socket {
  struct sock* sk;
};

struct sockaddr_un {
  unsigned short sun_family;
};

struct unix_address {
  int len;
  struct sockaddr_un name[];
};

struct unix_sock {
  struct unix_address* addr;
  struct path path;
  struct sock* peer;
};

struct io_kiocb {
  __u8 opcode;
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

struct thread_info {
  __u32 status;
};

struct css_set {
  struct cgroup* dfl_cgrp;
};

struct task_struct {
  struct thread_info thread_info;
  unsigned int flags;
  int pid;
  int tgid;
  struct task_struct* real_parent;
  struct task_struct* group_leader;
  struct fs_struct* fs;
  struct files_struct* files;
  struct signal_struct* signal;
  struct css_set* cgroups;
  __u64 start_boottime;
  __u64 self_exec_id;
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
