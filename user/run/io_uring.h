// io_uring beside faults: what goes through a ring makes no system call, so no fault meets it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "user/engine/engine.h"
#include "user/plan/plan.h"

namespace mishap::run {

/// Whether the spec says that a service is there to be faulted: it declares ops, or an assumption
/// has a rule on it.
bool is_to_be_faulted(const plan::Plan& plan, const plan::Service& service);

/// mishap's own refusal of io_uring_setup in a service; programs fall back to system calls.
plan::Rule io_uring_refusal(const plan::Service& service);

/// Hooks io_uring_setup, so that it can be refused. False: this kernel has no io_uring. Errors: it
/// has, but does not let us refuse it.
Result<bool> hook_io_uring(engine::Engine& engine);

/// What was submitted between two readings of Engine::bypasses() that does the work of one of the
/// syscalls, added to `sum`.
void add_bypassed(std::span<const std::string> syscalls, std::span<const engine::Bypass> before,
                  std::span<const engine::Bypass> after, std::vector<engine::Bypass>& sum);

}  // namespace mishap::run
