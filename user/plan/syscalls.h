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

struct Syscall {
  std::string_view name;
  uint16_t number;        ///< On x86-64.
  PathArgument paths[2];  ///< Calls such as rename have two; unused ones have source none.

  bool has_path() const { return paths[0].source != PathSource::none; }
};

/// All x86-64 syscalls, ordered by number.
std::span<const Syscall> all_syscalls();
const Syscall* find_syscall(std::string_view name);
const Syscall* find_syscall(uint16_t number);

struct Family {
  std::string_view name;
  std::vector<std::string_view> members;
};

/// The names that stand for several syscalls ("fsync" -> fsync, fdatasync).
std::span<const Family> families();

/// The members of a family, or the syscall itself; empty when no syscall or family has this name.
std::vector<std::string> expand_family(std::string_view name);

/// Why this syscall can never be faulted (exit, exit_group, rt_sigreturn, restart_syscall, vDSO
/// calls); nullopt if it can.
std::optional<std::string> refusal(std::string_view name);

/// Every name that a spec may use where a syscall is meant: families and syscalls (for hints).
std::vector<std::string> syscall_names();

}  // namespace mishap::plan
