// What can be found wrong before the first test runs.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "user/engine/engine.h"
#include "user/plan/error.h"
#include "user/plan/plan.h"

namespace mishap::run {

/// The rules that a test arms through its assumptions, in order. fault() inside functions is known
/// only when it runs.
std::vector<const plan::Rule*> rules_of(const plan::Plan& plan, const plan::Test& test);

/// That each test's rules can be compiled together, service by service. Needs no privileges:
/// `mishap check` asks it too.
Result<void> check_rules(const plan::Plan& plan, std::span<const plan::Test* const> tests);

/// That every service's program is there and may be executed. The error has the service's place.
Result<void> check_binaries(const plan::Plan& plan, const std::string& spec_directory);

/// Hooks all that the rules of these tests need, entries and returns, so that what this kernel
/// can't do is told at once; the error has the place of the rule that asked for it.
Result<void> hook_all(engine::Engine& engine, const plan::Plan& plan,
                      std::span<const plan::Test* const> tests);

/// The directory that a spec lies in; "." for a bare name.
std::string directory_of(const std::string& spec);

}  // namespace mishap::run
