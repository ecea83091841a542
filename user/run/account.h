// What was lost during a test, and whether its verdict may depend on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "user/engine/engine.h"
#include "user/report/results.h"

namespace mishap::run {

/// What the engine and the rules lost while a test ran.
struct Account {
  engine::Losses lost;         ///< From the start of the services on.
  engine::Losses while_armed;  ///< Of that, what was lost while rules of the spec were in force.
  engine::Losses while_traced = {};  ///< Of that, what was lost while a trace() was in force.
  std::string mechanism = {};        ///< Of the engine: "fmod_ret", "override".
};

/// What of the decisions that were missed a verdict may depend on: of what is counted machine-wide,
/// that of the time when rules were in force; of the rest all, since a cgroup that found no place
/// in a table is not decided about later either. Nothing when no rule was in force.
engine::Losses decisions_that_count(const report::TestResult& test, const Account& account);

/// "2 decisions were missed WHEN: 2 calls passed by ..."; says so when the whole machine's are
/// counted. Of the causes those that are decisions.
std::string missed_text(const engine::Losses& losses, const std::string& when);
/// What to do about it with this mechanism.
std::string missed_advice(const engine::Losses& losses, const std::string& mechanism);

/// A test that passed fails when its faults may have been left out, or when events are missing that
/// it may depend on: those of its trace() rules, since steps and counters are not lost. One that
/// failed already keeps its failure.
void apply_losses(report::TestResult& test, const Account& account);

/// EVENTS_LOST and DECISIONS_MISSED for what the engine lost during a test; an error where its
/// verdict may depend on it or the trace has gaps.
std::vector<report::Diagnostic> test_losses(const report::TestResult& test, const Account& account);
/// For each rule that let calls pass since what it asks about could not be read: DECISIONS_MISSED,
/// or of a trace() EVENTS_LOST.
std::vector<report::Diagnostic> unread_paths(const report::TestResult& test);
/// EVENTS_LOST and DECISIONS_MISSED, as warnings, for what was lost in the whole run and no test
/// told of.
std::vector<report::Diagnostic> untold_losses(const engine::Losses& told,
                                              const engine::Losses& total);

}  // namespace mishap::run
