/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Whom a call on a socket talks to: the address that it names, or else what the socket is connected
 * to. IPv4 is compared as ::ffff:a.b.c.d, so that a dual-stack socket's peer matches alike. The
 * name of a unix socket goes through the path predicates: as text when the call names it, from the
 * tree when the socket is connected.
 */
#pragma once

#include "bpf/size.h"

enum { FAMILY_UNIX = 1, FAMILY_INET = 2, FAMILY_INET6 = 10, UNIX_NAME_MAX = 108 };

struct peer {
  u64 address[2]; /* as struct mishap_peer has it */
  u64 path_bits;  /* of a unix socket's name */
  u16 port;
  u8 kind; /* enum mishap_peer_kind */
  u8 unused[5];
};

static __always_inline void set_inet4(struct peer* peer, u32 address, u16 port) {
  peer->kind = MISHAP_PEER_INET;
  peer->address[0] = 0;
  peer->address[1] = 0xffff0000ull | (u64)address << 32; /* little endian words of ::ffff:a.b.c.d */
  peer->port = __builtin_bswap16(port);
}

/* Takes the name of LENGTH bytes at a kernel address, as a sockaddr_un holds it: a path, or after a
 * NUL byte an abstract one. False when its path can't be followed. */
static __always_inline bool walk_unix_name(struct walk* w, u64 name, u32 length,
                                           struct peer* peer) {
  u8 first = kread(name);
  if (!first) {
    peer->kind = MISHAP_PEER_UNIX_ABSTRACT;
    match_name(w, name + 1, length - 1);
    return true;
  }
  peer->kind = MISHAP_PEER_UNIX_PATH;
  for (u32 i = unknown_zero; i < length;
       i++) { /* a path ends at a NUL, an abstract name does not */
    loop_may_end;
    if ((u8)kread(name + i)) continue;
    length = i;
    break;
  }
  if (walk_text(w, name, length) || first == '/') return true;
  walk_at_cwd(w);
  return walk_up(w) == WALK_DONE;
}

/* A name in the caller's memory. 1 when it can't be read. */
GLOBAL int find_unix_peer(u32 image, u64 user, u64 length, struct peer* peer nonnull) {
  if (!length || length > UNIX_NAME_MAX) return 0; /* unnamed, or no address */
  u32 page = claim_for_decision();
  struct scratch* scratch = bpf_map_lookup_elem(&scratch_map, &page);
  struct walk* w = walk_in_page(image, page);
  if (!scratch || !w) return 1;
  char* text = scratch->text + TEXT_PAD;
  u64 name = 0;
  u64 bytes = length;
  mishap_opaque(bytes); /* or the compiler drops the mask, which the verifier needs */
  int unknown = bpf_probe_read_user(text, bytes & 127, (const void*)user) != 0;
  bpf_probe_read_kernel(&name, sizeof(name), &text); /* the map's address as a plain number */
  if (!unknown && walk_unix_name(w, name, length, peer))
    peer->path_bits = mask_of_ids(image, walk_ids(w));
  release_scratch(page);
  return unknown;
}

/* What a connected unix socket's other end is bound to. */
GLOBAL int find_unix_other_end(u32 image, u64 sock, struct peer* peer nonnull) {
  u64 other = kfield(sock, struct unix_sock, peer);
  u64 dentry = kfield(other, struct unix_sock, path.dentry);
  u64 address = kfield(other, struct unix_sock, addr);
  u32 length = kfield32(address, struct unix_address, len) - 2;
  if (!other || (!dentry && (!address || !length || length > UNIX_NAME_MAX))) return 0;
  u32 page = claim_for_decision();
  struct walk* w = walk_in_page(image, page);
  if (!w) return 1;
  bool done;
  if (dentry) {
    peer->kind = MISHAP_PEER_UNIX_PATH;
    w->dentry = dentry;
    w->mount = mount_of(kfield(other, struct unix_sock, path.mnt));
    done = walk_up(w) == WALK_DONE;
  } else {
    u64 name = address + bpf_core_field_offset(struct unix_address, name) + 2;
    done = walk_unix_name(w, name, length, peer);
  }
  if (done) peer->path_bits = mask_of_ids(image, walk_ids(w));
  release_scratch(page);
  return 0; /* a socket whose directory is gone has no path that could match */
}

/* An address in the caller's memory. 1 when it can't be read. */
static __always_inline int find_named_peer(u32 image, u64 user, u64 bytes, struct peer* peer) {
  struct {
    u16 family, port;
    u32 address;
  } head;
  if (bytes < 2) return 0;
  if (bpf_probe_read_user(&head.family, sizeof(head.family), (const void*)user)) return 1;
  if (head.family == FAMILY_UNIX) return find_unix_peer(image, user + 2, bytes - 2, peer);
  if (bytes < 16 || (head.family != FAMILY_INET && head.family != FAMILY_INET6)) return 0;
  if (bpf_probe_read_user(&head, sizeof(head), (const void*)user)) return 1;
  if (head.family == FAMILY_INET) {
    set_inet4(peer, head.address, head.port);
    return 0;
  }
  if (bytes < 24) return 0;
  if (bpf_probe_read_user(peer->address, 16, (const void*)(user + 8))) return 1;
  peer->kind = MISHAP_PEER_INET;
  peer->port = __builtin_bswap16(head.port);
  return 0;
}

/* What the socket behind a file is connected to. */
static __always_inline int find_connected_peer(u32 image, u64 file, struct peer* peer) {
  u64 socket = kfield(file, struct file, private_data);
  u64 sock = kfield(socket, struct socket, sk);
  u16 family = kfield(sock, struct sock, __sk_common.skc_family);
  if (family == FAMILY_UNIX)
    return bpf_core_type_exists(struct unix_sock) ? find_unix_other_end(image, sock, peer) : 1;
  if (family != FAMILY_INET && family != FAMILY_INET6) return 0;
  u16 port = kfield(sock, struct sock, __sk_common.skc_dport);
  if (!port) return 0; /* not connected */
  if (family == FAMILY_INET) {
    set_inet4(peer, kfield32(sock, struct sock, __sk_common.skc_daddr), port);
    return 0;
  }
  if (!bpf_core_field_exists(struct sock_common, skc_v6_daddr)) return 0; /* CONFIG_IPV6=n */
  u64 address = sock + bpf_core_field_offset(struct sock, __sk_common.skc_v6_daddr);
  peer->kind = MISHAP_PEER_INET;
  peer->address[0] = kread(address);
  peer->address[1] = kread(address + 8);
  peer->port = __builtin_bswap16(port);
  return 0;
}

/* Name and its length in a msghdr of the caller's. */
static __always_inline bool read_message_name(const struct call* c, u64 message, u64* name,
                                              u64* bytes) {
  struct vector_layout layout = layout_of(c);
  u32 length = 0;
  if (!read_user_word(name, message, layout.word)) return false;
  if (bpf_probe_read_user(&length, 4, (const void*)(message + layout.word))) return false;
  *bytes = length;
  return true;
}

/* Fills in the peer of a call on the socket behind FILE. 1 when it has one that can't be read. */
static __always_inline int find_peer(u32 image, const struct call* c, u64 file, struct peer* peer) {
  const struct mishap_shape* shape = shape_of(c);
  u8 arg = shape->peer_arg;
  u64 user = 0, bytes = 0;
  switch (shape->peer_source) {
    case MISHAP_PEER_OF_NOTHING:
      return 0;
    case MISHAP_PEER_OF_ADDRESS:
    case MISHAP_PEER_OF_EITHER:
      if (arg >= 5) return 0;
      user = c->args[arg];
      bytes = (u32)c->args[arg + 1];
      if (!user && shape->peer_source == MISHAP_PEER_OF_ADDRESS) return 0;
      break;
    case MISHAP_PEER_OF_MESSAGE:
      if (arg >= 6 || !read_message_name(c, c->args[arg], &user, &bytes)) return 1;
      break;
  }
  return user ? find_named_peer(image, user, bytes, peer) : find_connected_peer(image, file, peer);
}
