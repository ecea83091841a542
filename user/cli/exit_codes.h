// What mishap's exit status means; --help and docs/cli.md tell it to users.
#pragma once

namespace mishap::cli {

inline constexpr int exit_ok = 0;
inline constexpr int exit_undecided = 1;  ///< Usage, spec or environment: no verdict.
inline constexpr int exit_failed = 2;     ///< At least one test failed or broke off.

}  // namespace mishap::cli
