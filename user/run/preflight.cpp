// What can be found wrong before the first test runs.
#include "user/run/preflight.h"

#include <filesystem>
#include <map>
#include <set>

#include "user/compile/compile.h"
#include "user/plan/syscalls.h"
#include "user/report/diagnostic.h"
#include "user/system/binary.h"

namespace mishap::run {
namespace {

void add_numbers(const plan::Rule& rule, std::set<uint16_t>& numbers) {
  for (const std::string& name : rule.syscalls)
    if (const plan::Syscall* syscall = plan::find_syscall(name)) numbers.insert(syscall->number);
}

Result<void> attach(engine::Engine& engine, const std::set<uint16_t>& numbers) {
  const std::vector<uint16_t> list(numbers.begin(), numbers.end());
  return engine.attach(list);
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

Result<void> attach_all(engine::Engine& engine, const plan::Plan& plan,
                        std::span<const plan::Test* const> tests) {
  std::set<uint16_t> all;
  for (const plan::Test* test : tests)
    for (const plan::Rule* rule : rules_of(plan, *test)) add_numbers(*rule, all);
  const Result<void> done = attach(engine, all);
  if (done) return done;
  // Which rule asked for what is refused? One by one, since the engine takes them all at once.
  for (const plan::Test* test : tests) {
    for (const plan::Rule* rule : rules_of(plan, *test)) {
      std::set<uint16_t> own;
      add_numbers(*rule, own);
      Result<void> alone = attach(engine, own);
      if (alone) continue;
      if (!alone.error().place.known()) alone.error().place = rule->place;
      return alone;
    }
  }
  return done;
}

std::string directory_of(const std::string& spec) {
  const std::filesystem::path directory = std::filesystem::path(spec).parent_path();
  return directory.empty() ? "." : directory.string();
}

}  // namespace mishap::run
