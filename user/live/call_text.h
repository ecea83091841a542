// A traced call as strace would write it.
#pragma once

#include <string>

#include "user/engine/engine.h"

namespace mishap::live {

/// The call's name; "syscall 500" for one that no table has.
std::string call_name(const engine::RawCall& call);

/// `write(3</tmp/a.wal>, 0x7ffd5e1c, 12)`: descriptors and paths with what they name, the rest as
/// numbers.
std::string arguments_text(const engine::RawCall& call);

/// `12`, `-1 ENOENT (No such file or directory)`, `0x7f0000`, `?` for a call that did not return.
std::string result_text(const engine::RawCall& call);

/// The positive errno value that the call failed with; 0 when it did not fail.
int error_of(const engine::RawCall& call);

/// All of it: `[pid 4711] write(3</tmp/a.wal>, 0x7ffd5e1c, 12) = 12 <0.000042>`.
std::string call_text(const engine::RawCall& call);

/// The bytes of a path between quotes, with escapes as C has them.
std::string quoted(const std::string& bytes);

}  // namespace mishap::live
