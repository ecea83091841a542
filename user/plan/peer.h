// peer= as specs write it.
#pragma once

#include <string_view>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/glob.h"
#include "user/plan/predicates.h"

namespace mishap::plan {

/// The alternatives that one text of peer= stands for:
///   "10.0.0.1"  "10.0.0.0/8"  "10.0.0.1:5432"  "10.0.0.0/8:5432"  ":5432"   any host
///   "::1"  "fe80::/10"  "[::1]:80"  "[fe80::/10]:80"
///   "localhost"  "localhost:5432"                                127.0.0.0/8 and ::1
///   "/run/*.sock"  "unix:/run/*.sock"  "unix:*.sock"             a glob, as path= has them
///   "@name*"  "unix:@name*"                                      the abstract namespace
/// Errors: other host names (nothing is looked up), networks with host bits set (the error names
/// the network meant), ports out of range, globs that don't parse.
Result<std::vector<Peer>> parse_peer(std::string_view text);

/// This machine by its loopback addresses, at a port (0 = any).
std::vector<Peer> loopback_peers(uint16_t port);

/// The glob of a unix peer. That of an abstract name matches '/' followed by the name.
Result<Glob> peer_glob(const Peer& peer);

}  // namespace mishap::plan
