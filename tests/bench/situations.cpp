// Targets are those of the design: instructions over an empty program of the same mechanism. Files
// are /tmp/data/pg/wal/0000000001.wal and so on. A glob that only fails at the root, such as
// /xtmp/..., makes the automaton read all of that path, and its calls pass without an event.
#include "tests/bench/situations.h"

#include "tests/kernel/rules.h"

namespace mishap::bench {
namespace {

constexpr double elsewhere = 30, no_match = 120, cached = 220, rejected = 320, walked = 1470,
                 trigger = 30;
constexpr uint64_t never = 1'000'000'000;

const std::string automaton_glob = "/xtmp/data/pg/wal/*.wal";
const std::string prefix_glob = "/tmp/data/pg/wal/other/**";  // shares all directories of the path
const std::string matching_glob = "/tmp/data/pg/wal/*.wal";

const Workload umask_call = {.call = "umask"};
const Workload one_file = {.call = "fsync"};
const Workload new_files = {.call = "fsync", .fresh = true};

plan::Rule on_fsync(const std::string& glob) {
  return deny({"fsync"}, "EIO", {glob});
}

plan::Rule held_back(plan::Rule rule) {
  rule.trigger.first = never;
  return rule;
}

plan::Rule on_descriptor(int number) {
  plan::Rule rule = deny({"fsync"}, "EIO");
  rule.where.descriptor = {plan::DescriptorPredicate::Kind::number, number};
  return rule;
}

/// Rules with a glob each, all of which only the last byte of the path tells apart from it.
std::vector<plan::Rule> many_rules(int count) {
  std::vector<plan::Rule> rules;
  for (int i = 0; i < count; i++)
    rules.push_back(on_fsync("/x" + std::to_string(10 + i) + "tmp/data/pg/wal/*.wal"));
  return rules;
}

std::vector<plan::Rule> with(std::vector<plan::Rule> rules, plan::Rule last) {
  rules.back() = std::move(last);
  return rules;
}

const std::string cached_row = "path cached: automaton says no";
const std::string walked_row = "path new: automaton, 31 bytes";
const std::string trigger_row = "path cached and matches, nth not reached";

std::vector<Situation> alone() {
  return {
      {"no rule names the call", {.call = "getppid"}, {deny({"umask"}, "EIO")}, 0},
      {"armed, in another cgroup", umask_call, {deny({"umask"}, "EIO")}, elsewhere, "", true},
      {row::no_rule, umask_call, {on_descriptor(900)}, no_match},
      {row::descriptor, one_file, {on_descriptor(900)}, no_match},
      {"path cached: prefix map says no", one_file, {on_fsync(prefix_glob)}, cached},
      {cached_row, one_file, {on_fsync(automaton_glob)}, cached},
      {"path new: rejected by its name",
       {.call = "fsync", .suffix = ".dat", .fresh = true},
       {on_fsync(automaton_glob)},
       rejected},
      {walked_row, new_files, {on_fsync(automaton_glob)}, walked},
      {"path new: prefix map, 31 bytes", new_files, {on_fsync(prefix_glob)}, walked},
      {"path argument, 31 bytes",
       {.call = "newfstatat"},
       {deny({"newfstatat"}, "EIO", {automaton_glob})}},
      {"no predicate, nth not reached",
       umask_call,
       {held_back(deny({"umask"}, "EIO"))},
       no_match + trigger},
      {trigger_row, one_file, {held_back(on_fsync(matching_glob))}, cached + trigger},
      {"fired, with event", umask_call, {deny({"umask"}, "EIO")}},
      {"fired, with event and path", one_file, {on_fsync(matching_glob)}},
  };
}

std::vector<Situation> many() {
  const auto ten = many_rules(10), globs = many_rules(64);
  const auto services = Company::services;
  return {
      {row::many_globs, one_file, globs, {}, cached_row},
      {"64 rules, a glob each: new, 31 bytes", new_files, globs, {}, walked_row},
      {"64 rules, a glob each: the last matches, nth",
       one_file,
       with(globs, held_back(on_fsync(matching_glob))),
       {},
       trigger_row},
      {"1,000 rules, 100 services: cached", one_file, ten, {}, cached_row, false, services},
      {"1,000 rules, 100 services: new, 31 bytes", new_files, ten, {}, walked_row, false, services},
      {"1,000 rules, 100 services: the last matches, nth",
       one_file,
       with(ten, held_back(on_fsync(matching_glob))),
       {},
       trigger_row,
       false,
       services},
      {"1,000 scopes, in another cgroup",
       umask_call,
       {deny({"umask"}, "EIO")},
       elsewhere,
       "",
       true,
       Company::scopes},
      {"1,000 scopes, no rule on the call",
       umask_call,
       {on_descriptor(900)},
       no_match,
       "",
       false,
       Company::scopes},
  };
}

}  // namespace

std::vector<Situation> situations() {
  std::vector<Situation> all = alone();
  for (Situation& each : many()) all.push_back(std::move(each));
  return all;
}

std::vector<plan::Rule> rules_of(Company company) {
  return many_rules(company == Company::services ? 10 : 1);
}

int services_in(Company company) {
  return company == Company::services ? 99 : company == Company::scopes ? 999 : 0;
}

}  // namespace mishap::bench
