// The one table of syscalls: numbers, families, and which arguments name a file.
// docs/syscalls.md is checked against it by a unit test.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace mishap::plan {

/// How an argument of a call names a file.
enum class PathSource : uint8_t {
  none,
  descriptor,  ///< args[arg] is a descriptor; its path is that of the open file.
  path,        ///< args[arg] is a path, relative to the working directory.
  path_at,     ///< args[arg] is a path, relative to the directory args[dirfd] (or AT_FDCWD).
};

struct PathArgument {
  PathSource source = PathSource::none;
  int8_t arg = -1;
  int8_t dirfd = -1;
};

/// Where a call says how many bytes it is about.
enum class SizeSource : uint8_t {
  none,
  argument,  ///< args[arg] is the number.
  vector,    ///< args[arg] points at args[arg + 1] iovecs: the sum of their lengths.
  message,   ///< args[arg] points at a msghdr: the sum over its iovecs.
  messages,  ///< args[arg] points at args[arg + 1] mmsghdrs: the sum over them.
};

/// Whom a call on a socket talks to.
enum class PeerSource : uint8_t {
  none,
  address,    ///< args[arg] points at a sockaddr (connect, bind).
  connected,  ///< What the socket args[descriptor] is connected to.
  either,     ///< The sockaddr args[arg], or when that is null, what it is connected to (sendto).
  message,    ///< The same by the msg_name of the msghdr args[arg], of several the first one's.
};

struct Syscall {
  std::string_view name;
  uint16_t number;             ///< On x86-64.
  PathArgument paths[2] = {};  ///< Calls such as rename have two; unused ones have source none.
  /// Which argument is the descriptor that the call is about, of two the one that it writes to;
  /// -1 = none. A directory that a path is relative to does not count.
  int8_t descriptor = -1;
  SizeSource size_source = SizeSource::none;
  int8_t size_arg = -1;
  PeerSource peer_source = PeerSource::none;
  int8_t peer_arg = -1;

  bool has_path() const { return paths[0].source != PathSource::none; }
  bool has_descriptor() const { return descriptor >= 0; }
  bool has_size() const { return size_source != SizeSource::none; }
  bool has_peer() const { return peer_source != PeerSource::none; }
};

/// All x86-64 syscalls, ordered by number.
std::span<const Syscall> all_syscalls();
const Syscall* find_syscall(std::string_view name);
const Syscall* find_syscall(uint16_t number);

/// A call of a 32-bit program (int 0x80, or sysenter from 32-bit code) in terms of the table above.
struct CompatCall {
  std::string_view name;  ///< As the 32-bit table has it: "mmap2", "fstatat64".
  uint16_t number;        ///< On i386.
  /// The x86-64 call that does the same, with the arguments in the same places (but see two_words)
  /// as far as paths, descriptor, size and peer are concerned; empty when there is none.
  std::string_view native;
  /// The kernel function behind it without its prefix; empty when no Linux of today has one.
  std::string_view function;
  /// Whether the prefix is `__ia32_compat_sys_` rather than `__ia32_sys_`, on Linux 6.12. Where a
  /// kernel lacks that symbol, it is the other one; where it has both, the other is not for 32-bit
  /// programs.
  bool compat_function;
  /// Bit n: native argument n comes as two words, the low one first, and all further arguments sit
  /// one place later.
  uint8_t two_words;
};

/// All i386 syscalls, ordered by number. socketcall(102) and ipc(117) bundle several calls and have
/// no native one: the kernel side looks into them.
std::span<const CompatCall> compat_calls();

struct Family {
  std::string_view name;
  std::vector<std::string_view> members;
};

/// The names that stand for several syscalls ("fsync" -> fsync, fdatasync).
std::span<const Family> families();

/// The members of a family, or the syscall itself; empty when no syscall or family has this name.
std::vector<std::string> expand_family(std::string_view name);

/// Why this syscall can never be faulted (exit, exit_group, rt_sigreturn, restart_syscall, vDSO
/// calls, those that Linux no longer has); nullopt if it can.
std::optional<std::string> refusal(std::string_view name);

/// Every name that a spec may use where a syscall is meant: families and syscalls (for hints).
std::vector<std::string> syscall_names();

}  // namespace mishap::plan
