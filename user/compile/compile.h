// Plan -> Tables: the rules of one scope become the bytes that the kernel side reads (bpf/abi.h).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::compile {

/// A rule together with the slot of its counters, which it keeps while it stays armed.
struct ArmedRule {
  const plan::Rule* rule = nullptr;
  uint32_t counter = 0;
};

/// A syscall at whose return some rule acts.
struct ReturnAction {
  uint16_t syscall = 0;
  bool overrides = false;  ///< Changes what the caller is told; false: sends a signal alone.
  Place place;             ///< Of the rule, for the kernel that can't.
};

/// The tables of one scope: a struct mishap_image and what follows it. `generation` is left 0 for
/// the engine.
struct ScopeImage {
  std::vector<std::byte> bytes;
  std::vector<uint16_t> syscalls = {};  ///< Numbers of the syscalls that the rules name, ascending.
  /// Those of them whose path arguments some rule looks at.
  std::vector<uint16_t> path_arguments = {};
  std::vector<ReturnAction> at_exit = {};
  /// Not executed and told 0, which some entry hooks can't return.
  std::vector<ReturnAction> told_zero = {};
  /// Counters of rules whose calls may be told something at their return.
  std::vector<uint32_t> with_notes = {};
  std::vector<uint32_t> tallied = {};  ///< Counters of rules with per=.
  bool counts_by_file = false;         ///< per="fd"
};

/// Compiles rules in declaration order. Errors: more than 64 different path predicates, an
/// automaton or an image that outgrows its limit (the error names the glob that costs most), an
/// unknown syscall.
Result<ScopeImage> compile_scope(std::span<const ArmedRule> rules);

}  // namespace mishap::compile
