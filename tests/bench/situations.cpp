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

std::vector<plan::Rule> with_last(std::vector<plan::Rule> rules, plan::Rule last) {
  rules.back() = std::move(last);
  return rules;
}

const std::string many_globs = "64 rules, a glob each";
const std::string cached_row = "path cached: automaton says no";
const std::string walked_row = "path new: automaton, 31 bytes";
const std::string trigger_row = "path cached and matches, nth not reached";

std::vector<Situation> without_paths() {
  const std::vector<plan::Rule> on_umask = {deny({"umask"}, "EIO")};
  return {
      {.name = "no rule names the call",
       .workload = {.call = "getppid"},
       .rules = on_umask,
       .target = 0},
      {.name = "armed, in another cgroup",
       .workload = umask_call,
       .rules = on_umask,
       .target = elsewhere,
       .outside = true},
      {.name = row::no_rule,
       .workload = umask_call,
       .rules = {on_descriptor(900)},
       .target = no_match},
      {.name = row::descriptor,
       .workload = one_file,
       .rules = {on_descriptor(900)},
       .target = no_match},
      {.name = "no predicate, nth not reached",
       .workload = umask_call,
       .rules = {held_back(on_umask.front())},
       .fate = Fate::held_back,
       .target = no_match + trigger},
      {.name = "fired, with event", .workload = umask_call, .rules = on_umask, .fate = Fate::fired},
  };
}

std::vector<Situation> with_paths() {
  return {
      {.name = "path cached: prefix map says no",
       .workload = one_file,
       .rules = {on_fsync(prefix_glob)},
       .target = cached},
      {.name = cached_row,
       .workload = one_file,
       .rules = {on_fsync(automaton_glob)},
       .target = cached},
      {.name = "path new: rejected by its name",
       .workload = {.call = "fsync", .suffix = ".dat", .fresh = true},
       .rules = {on_fsync(automaton_glob)},
       .target = rejected},
      {.name = walked_row,
       .workload = new_files,
       .rules = {on_fsync(automaton_glob)},
       .target = walked},
      {.name = "path new: prefix map, 31 bytes",
       .workload = new_files,
       .rules = {on_fsync(prefix_glob)},
       .target = walked},
      {.name = "path argument, 31 bytes",
       .workload = {.call = "newfstatat"},
       .rules = {deny({"newfstatat"}, "EIO", {automaton_glob})}},
      {.name = trigger_row,
       .workload = one_file,
       .rules = {held_back(on_fsync(matching_glob))},
       .fate = Fate::held_back,
       .target = cached + trigger},
      {.name = "fired, with event and path",
       .workload = one_file,
       .rules = {on_fsync(matching_glob)},
       .fate = Fate::fired},
  };
}

/// A service with many rules on one call, each row like the one with one rule.
std::vector<Situation> many_on_one_call(const std::string& prefix, int count, Company company) {
  const auto rules = many_rules(count);
  return {
      {.name = prefix + ": cached",
       .workload = one_file,
       .rules = rules,
       .like = cached_row,
       .company = company},
      {.name = prefix + ": new, 31 bytes",
       .workload = new_files,
       .rules = rules,
       .like = walked_row,
       .company = company},
      {.name = prefix + ": the last matches, nth",
       .workload = one_file,
       .rules = with_last(rules, held_back(on_fsync(matching_glob))),
       .fate = Fate::held_back,
       .like = trigger_row,
       .company = company},
  };
}

std::vector<Situation> many_scopes() {
  return {
      {.name = "1,000 scopes, in another cgroup",
       .workload = umask_call,
       .rules = {deny({"umask"}, "EIO")},
       .target = elsewhere,
       .outside = true,
       .company = Company::scopes},
      {.name = "1,000 scopes, no rule on the call",
       .workload = umask_call,
       .rules = {on_descriptor(900)},
       .target = no_match,
       .company = Company::scopes},
  };
}

}  // namespace

std::vector<Situation> situations() {
  std::vector<Situation> all;
  for (auto& part :
       {without_paths(), with_paths(), many_on_one_call(many_globs, 64, Company::none),
        many_on_one_call("1,000 rules, 100 services", 10, Company::services), many_scopes()})
    all.insert(all.end(), part.begin(), part.end());
  return all;
}

std::vector<plan::Rule> rules_of(Company company) {
  return many_rules(company == Company::services ? 10 : 1);
}

int services_in(Company company) {
  return company == Company::services ? 99 : company == Company::scopes ? 999 : 0;
}

}  // namespace mishap::bench
