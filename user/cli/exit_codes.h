// What mishap's exit status means; --help and docs/cli.md tell it to users.
#pragma once

namespace mishap::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_undecided = 1;  ///< Usage, spec or environment: no verdict.
inline constexpr int exit_failed = 2;     ///< At least one test failed or broke off.

/// `mishap run` otherwise exits as its program does; these are what env, nice and timeout use.
inline constexpr int exit_run_failed = 125;      ///< mishap could not do what it was asked to.
inline constexpr int exit_run_not_executable = 126;
inline constexpr int exit_run_not_found = 127;

}  // namespace mishap::cli
