// Lists of globs -> path bits -> prefix map and automaton.
#include "user/compile/path_predicates.h"

#include <algorithm>

#include <fmt/format.h>

#include "user/compile/automaton.h"
#include "user/plan/peer.h"

namespace mishap::compile {
namespace {

/// A list of globs that some rule has: what its bit means.
struct GlobList {
  std::vector<plan::Glob> globs;  ///< Sorted by text, none twice.
  const plan::Rule* rule;         ///< The first that has it.
  /// Of a name in the abstract namespace: walked as one component, slashes and all, so that the
  /// prefix map can't tell it.
  bool abstract;
};

std::unexpected<Error> fail_at(const plan::Rule& rule, std::string message, std::string hint = {}) {
  return std::unexpected(Error{std::move(message), std::move(hint), rule.place, {}});
}

Result<std::vector<plan::Glob>> parse_list(const plan::Rule& rule,
                                           const std::vector<std::string>& texts) {
  std::vector<plan::Glob> globs;
  for (const std::string& text : texts) {
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

/// The bit of a list of globs of this rule, a new one if no rule had the list before.
Result<uint8_t> give_bit(const plan::Rule& rule, std::vector<plan::Glob> globs, bool abstract,
                         std::vector<GlobList>& lists) {
  auto known = std::ranges::find_if(lists, [&](const GlobList& list) {
    return list.abstract == abstract && same_list(list.globs, globs);
  });
  const size_t bit = known - lists.begin();
  if (bit == MISHAP_GLOBS)
    return fail_at(rule,
                   fmt::format("too many different path= predicates are armed for service \"{}\" "
                               "at a time: {} is the limit",
                               rule.service, int{MISHAP_GLOBS}),
                   "operations with the same list of globs count once");
  if (known == lists.end()) lists.push_back({std::move(globs), &rule, abstract});
  return static_cast<uint8_t>(bit);
}

/// The bit of a unix socket's name.
Result<uint8_t> give_bit(const plan::Rule& rule, const plan::Peer& peer,
                         std::vector<GlobList>& lists) {
  Result<plan::Glob> glob = plan::peer_glob(peer);
  if (!glob) return fail_at(rule, glob.error().message, glob.error().hint);
  return give_bit(rule, {std::move(*glob)}, peer.kind == plan::Peer::Kind::unix_abstract, lists);
}

/// Finds the bits of every rule; gives the lists by bit.
Result<std::vector<GlobList>> give_bits(std::span<const ArmedRule> rules, PathPredicates& paths) {
  std::vector<GlobList> lists;
  for (const ArmedRule& armed : rules) {
    const plan::Predicates& where = armed.rule->where;
    uint8_t own = MISHAP_NO_PATH;
    if (!where.globs.empty()) {
      Result<std::vector<plan::Glob>> globs = parse_list(*armed.rule, where.globs);
      if (!globs) return std::unexpected(globs.error());
      Result<uint8_t> bit = give_bit(*armed.rule, std::move(*globs), false, lists);
      if (!bit) return std::unexpected(bit.error());
      own = *bit;
    }
    paths.bit_of_rule.push_back(own);
    std::vector<uint8_t>& of_peers = paths.bits_of_peers.emplace_back();
    for (const plan::Peer& peer : where.peers) {
      of_peers.push_back(MISHAP_NO_PATH);
      if (peer.kind == plan::Peer::Kind::inet) continue;
      Result<uint8_t> bit = give_bit(*armed.rule, peer, lists);
      if (!bit) return std::unexpected(bit.error());
      of_peers.back() = *bit;
    }
  }
  return lists;
}

}  // namespace

Result<PathPredicates> compile_paths(std::span<const ArmedRule> rules, Matchers matchers) {
  PathPredicates paths;
  Result<std::vector<GlobList>> lists = give_bits(rules, paths);
  if (!lists) return std::unexpected(lists.error());

  std::vector<BitGlob> rest;
  std::vector<const plan::Rule*> rule_of;  // of each in rest
  for (uint8_t bit = 0; bit < lists->size(); ++bit) {
    for (const plan::Glob& glob : (*lists)[bit].globs) {
      auto pattern = as_prefix_pattern(glob);
      if (pattern && !(*lists)[bit].abstract && matchers == Matchers::prefix_map_and_automaton) {
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
