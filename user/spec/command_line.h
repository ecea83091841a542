// --op and --fault in the spec's own words: `persist=op(["write","fsync"], path="/data/**")`,
// `persist=deny("EIO", label="disk")`.
#pragma once

#include <expected>
#include <span>
#include <string>
#include <vector>

#include "user/plan/plan.h"

namespace mishap::spec {

/// What the texts come to.
struct CommandLine {
  std::vector<plan::Op> ops;      ///< One for each op text.
  std::vector<plan::Rule> rules;  ///< One for each fault text, of `service`.
  /// What `check` would print of the ops: `--op:1:9: note: ...`.
  std::vector<std::string> notes;
};

/// Reads texts of the form NAME=op(...) and NAME=deny(...), each a Starlark assignment of its own;
/// the NAME of a fault is one of the ops, or else a family, or else a syscall. On failure: every
/// error found, rendered as Program::load does; places are in files called "--op" and "--fault".
std::expected<CommandLine, std::vector<std::string>> read_command_line(
    std::span<const std::string> ops, std::span<const std::string> faults,
    const std::string& service);

}  // namespace mishap::spec
