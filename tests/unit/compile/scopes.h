// Shared by the tests of the compiler: rules and images in one line.
#pragma once

#include <cstring>
#include <deque>
#include <string>
#include <vector>

#include <doctest/doctest.h>

#include "bpf/abi.h"
#include "user/compile/match.h"
#include "user/compile/scope.h"

namespace mishap::compile {

using Globs = std::vector<std::string>;

/// Rules of one scope, in the order they are added.
struct Scope {
  plan::Rule& rule(std::vector<std::string> syscalls, Globs globs = {}) {
    plan::Rule rule;
    rule.service = "db";
    rule.keyword = "op";
    rule.syscalls = std::move(syscalls);
    rule.where.globs = std::move(globs);
    rule.action = {plan::ActionKind::deny, 5};
    rule.place = {"t.star", static_cast<int>(rules.size()) + 1, 1};
    return rules.emplace_back(std::move(rule));
  }

  Result<ScopeImage> compile(Matchers matchers = Matchers::prefix_map_and_automaton) const {
    std::vector<ArmedRule> armed;
    for (const plan::Rule& each : rules)
      armed.push_back({&each, static_cast<uint32_t>(100 + armed.size())});
    return compile_scope_with(armed, matchers);
  }

  std::deque<plan::Rule> rules;
};

/// One rule on write() for each list of globs: list i is path bit i.
inline Result<ScopeImage> try_lists(const std::vector<Globs>& lists,
                                    Matchers matchers = Matchers::prefix_map_and_automaton) {
  Scope scope;
  for (const Globs& globs : lists) scope.rule({"write"}, globs);
  return scope.compile(matchers);
}

inline ScopeImage image_of(const std::vector<Globs>& lists,
                           Matchers matchers = Matchers::prefix_map_and_automaton) {
  Result<ScopeImage> image = try_lists(lists, matchers);
  REQUIRE_MESSAGE(image.has_value(), image.error().message);
  return std::move(*image);
}

/// Whether one glob matches a path.
inline bool matches(const std::string& glob, std::string_view path) {
  return match_path(image_of({{glob}}), path) == 1;
}

/// Reads a table of an image.
template <typename T>
std::vector<T> table(const ScopeImage& image, size_t offset, size_t count) {
  REQUIRE(offset + count * sizeof(T) <= image.bytes.size());
  std::vector<T> out(count);
  std::memcpy(out.data(), image.bytes.data() + offset, count * sizeof(T));
  return out;
}

inline mishap_image header_of(const ScopeImage& image) {
  return table<mishap_image>(image, 0, 1)[0];
}

inline mishap_automaton automaton_of(const ScopeImage& image) {
  return table<mishap_automaton>(image, header_of(image).automaton, 1)[0];
}

}  // namespace mishap::compile
