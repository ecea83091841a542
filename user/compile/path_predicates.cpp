// Lists of globs -> path bits -> prefix map and automaton.
#include "user/compile/path_predicates.h"

#include <algorithm>

#include <fmt/format.h>

#include "user/compile/automaton.h"

namespace mishap::compile {
namespace {

/// A list of globs that some rule has: what its bit means.
struct GlobList {
  std::vector<plan::Glob> globs;  ///< Sorted by text, none twice.
  const plan::Rule* rule;         ///< The first that has it.
};

std::unexpected<Error> fail_at(const plan::Rule& rule, std::string message, std::string hint = {}) {
  return std::unexpected(Error{std::move(message), std::move(hint), rule.place, {}});
}

Result<std::vector<plan::Glob>> parse_list(const plan::Rule& rule) {
  std::vector<plan::Glob> globs;
  for (const std::string& text : rule.where.globs) {
    Result<plan::Glob> glob = plan::parse_glob(text);
    if (!glob) return fail_at(rule, glob.error().message, glob.error().hint);
    globs.push_back(std::move(*glob));
  }
  // The order of a list means nothing.
  std::ranges::sort(globs, {}, &plan::Glob::text);
  globs.erase(std::ranges::unique(globs, {}, &plan::Glob::text).begin(), globs.end());
  return globs;
}

bool same_list(const std::vector<plan::Glob>& a, const std::vector<plan::Glob>& b) {
  return std::ranges::equal(a, b, {}, &plan::Glob::tokens, &plan::Glob::tokens);
}

/// Finds the bit of every rule; gives the lists by bit.
Result<std::vector<GlobList>> give_bits(std::span<const ArmedRule> rules,
                                        std::vector<uint8_t>& bit_of_rule) {
  std::vector<GlobList> lists;
  for (const ArmedRule& armed : rules) {
    if (armed.rule->where.globs.empty()) {
      bit_of_rule.push_back(MISHAP_NO_PATH);
      continue;
    }
    Result<std::vector<plan::Glob>> globs = parse_list(*armed.rule);
    if (!globs) return std::unexpected(globs.error());
    auto known = std::ranges::find_if(
        lists, [&](const GlobList& list) { return same_list(list.globs, *globs); });
    size_t bit = known - lists.begin();
    if (bit == MISHAP_GLOBS)
      return fail_at(
          *armed.rule,
          fmt::format(
              "too many different path= predicates are armed for service \"{}\" at a time: {} is "
              "the limit",
              armed.rule->service, int{MISHAP_GLOBS}),
          "operations with the same list of globs count once");
    if (known == lists.end()) lists.push_back({std::move(*globs), armed.rule});
    bit_of_rule.push_back(static_cast<uint8_t>(bit));
  }
  return lists;
}

}  // namespace

Result<PathPredicates> compile_paths(std::span<const ArmedRule> rules, Matchers matchers) {
  PathPredicates paths;
  Result<std::vector<GlobList>> lists = give_bits(rules, paths.bit_of_rule);
  if (!lists) return std::unexpected(lists.error());

  std::vector<BitGlob> rest;
  std::vector<const plan::Rule*> rule_of;  // of each in rest
  for (uint8_t bit = 0; bit < lists->size(); ++bit) {
    for (const plan::Glob& glob : (*lists)[bit].globs) {
      auto pattern = as_prefix_pattern(glob);
      if (pattern && matchers == Matchers::prefix_map_and_automaton) {
        paths.prefixes.add(*pattern, bit);
      } else {
        rest.push_back({&glob, bit});
        rule_of.push_back((*lists)[bit].rule);
      }
    }
  }
  auto automaton = build_automaton(rest);
  if (!automaton) {
    uint32_t worst = automaton.error().glob;
    return fail_at(
        *rule_of[worst],
        fmt::format(
            "the globs armed for service \"{}\" need too large an automaton; \"{}\" costs most",
            rule_of[worst]->service, rest[worst].glob->text),
        "an exact path, \"dir/\" and \"dir/**\" cost nothing; several '*' around a text cost much");
  }
  paths.automaton = std::move(*automaton);
  return paths;
}

}  // namespace mishap::compile
