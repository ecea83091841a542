// What can be found wrong before the first test runs.
#include "user/run/preflight.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "user/compile/compile.h"
#include "user/report/diagnostic.h"
#include "user/system/binary.h"

namespace mishap::run {
namespace {

/// The rules that tests arm through their assumptions, each once.
std::vector<const plan::Rule*> all_rules(const plan::Plan& plan,
                                         std::span<const plan::Test* const> tests) {
  std::vector<const plan::Rule*> all;
  std::set<const plan::Rule*> seen;
  for (const plan::Test* test : tests)
    for (const plan::Rule* rule : rules_of(plan, *test))
      if (seen.insert(rule).second) all.push_back(rule);
  return all;
}

template <typename T>
void append(std::vector<T>& to, const std::vector<T>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

/// Has the engine hook what these rules need, taken together. They need not be of one service, so
/// each is compiled for itself; what is put together are the lists, not the tables.
Result<void> prepare(engine::Engine& engine, std::span<const plan::Rule* const> rules) {
  compile::ScopeImage needs{};
  for (const plan::Rule* rule : rules) {
    const compile::ArmedRule alone{rule, 0};
    const Result<compile::ScopeImage> image = compile::compile_scope({&alone, 1});
    if (!image) return std::unexpected(image.error());
    append(needs.syscalls, image->syscalls);
    append(needs.path_arguments, image->path_arguments);
    append(needs.at_exit, image->at_exit);
    append(needs.told_zero, image->told_zero);
    needs.counts_by_file |= image->counts_by_file;
  }
  for (std::vector<uint16_t>* numbers : {&needs.syscalls, &needs.path_arguments}) {
    std::ranges::sort(*numbers);
    numbers->erase(std::ranges::unique(*numbers).begin(), numbers->end());
  }
  return engine.prepare(needs);
}

}  // namespace

std::vector<const plan::Rule*> rules_of(const plan::Plan& plan, const plan::Test& test) {
  std::vector<const plan::Rule*> rules;
  for (const std::string& name : test.assumptions)
    for (const plan::Assumption& assumption : plan.assumptions)
      if (assumption.name == name)
        for (const plan::Rule& rule : assumption.rules) rules.push_back(&rule);
  return rules;
}

Result<void> check_rules(const plan::Plan& plan, std::span<const plan::Test* const> tests) {
  for (const plan::Test* test : tests) {
    std::map<std::string, std::vector<compile::ArmedRule>> services;
    for (const plan::Rule* rule : rules_of(plan, *test))
      services[rule->service].push_back({rule, 0});
    for (const auto& [service, rules] : services) {
      if (const auto image = compile::compile_scope(rules); !image) {
        Error error = image.error();
        if (!error.place.known()) error.place = rules.front().rule->place;
        return std::unexpected(std::move(error).in("service \"" + service + "\""));
      }
    }
  }
  return {};
}

Result<void> check_binaries(const plan::Plan& plan, const std::string& spec_directory) {
  for (const plan::Service& service : plan.services) {
    const Result<std::string> binary = system::resolve_binary(service.binary, spec_directory);
    if (binary) continue;
    Error error = binary.error();
    if (!error.place.known()) error.place = service.place;
    return std::unexpected(std::move(error).in("service \"" + service.name + "\""));
  }
  return {};
}

Result<void> hook_all(engine::Engine& engine, const plan::Plan& plan,
                      std::span<const plan::Test* const> tests) {
  const std::vector<const plan::Rule*> all = all_rules(plan, tests);
  const Result<void> done = prepare(engine, all);
  if (done) return done;
  // Which rule is the first to ask for what is refused? One by one, since the engine takes them all
  // at once.
  for (const plan::Rule* rule : all) {
    Result<void> alone = prepare(engine, {&rule, 1});
    if (alone) continue;
    if (!alone.error().place.known()) alone.error().place = rule->place;
    return alone;
  }
  return done;
}

std::string directory_of(const std::string& spec) {
  const std::filesystem::path directory = std::filesystem::path(spec).parent_path();
  return directory.empty() ? "." : directory.string();
}

}  // namespace mishap::run
