// Globs by the thousand: against fnmatch(3) where the dialects agree, against a matcher that
// follows the text of the definition, and the two matchers of an image against each other. Seeds
// are fixed: a failure repeats.
#include <algorithm>
#include <random>

#include <fnmatch.h>

#include "tests/unit/compile/scopes.h"

namespace mishap::compile {
namespace {

/// The definition, as backtracking over the glob's text. Knows nothing of tokens and automata.
bool defined(std::string_view glob, std::string_view path) {
  if (glob.empty()) return path.empty();
  if (glob == "/")
    return !path.empty() && path[0] == '/' && path.size() > 1 && path.find('/', 1) == path.npos;
  if (glob.starts_with("/**") && (glob.size() == 3 || glob[3] == '/') &&
      defined(glob.substr(3), path))
    return true;
  if (glob.starts_with("*")) {
    bool crosses = glob.starts_with("**");
    std::string_view rest = glob.substr(crosses ? 2 : 1);
    for (size_t n = 0; n <= path.size(); ++n) {
      if (defined(rest, path.substr(n))) return true;
      if (n < path.size() && path[n] == '/' && !crosses) return false;
    }
    return false;
  }
  if (path.empty()) return false;
  if (glob[0] == '?') return path[0] != '/' && defined(glob.substr(1), path.substr(1));
  if (glob[0] == '[') {
    bool negated = glob[1] == '!';
    size_t end = glob.find(']', negated ? 3 : 2);
    bool member = glob.substr(negated ? 2 : 1, end - (negated ? 2 : 1)).find(path[0]) != glob.npos;
    return path[0] != '/' && member != negated && defined(glob.substr(end + 1), path.substr(1));
  }
  return glob[0] == path[0] && defined(glob.substr(1), path.substr(1));
}

/// As defined(), with a glob that has no '/' meaning the last component.
bool defined_match(std::string_view glob, std::string_view path) {
  if (glob.find('/') == glob.npos) return defined(glob, path.substr(path.rfind('/') + 1));
  return defined(glob, path);
}

/// All normalised absolute paths over {a,b,.} up to a length.
std::vector<std::string> all_paths(size_t longest) {
  std::vector<std::string> grown{"/"}, paths{"/"};
  for (size_t length = 1; length < longest; ++length) {
    std::vector<std::string> next;
    for (const std::string& each : grown)
      for (char byte : {'a', 'b', '.', '/'})
        if (!(byte == '/' && each.back() == '/')) next.push_back(each + byte);
    for (const std::string& each : next) {
      std::string closed = each + "/";
      bool normal = each.back() != '/' && closed.find("/./") == closed.npos &&
                    closed.find("/../") == closed.npos;
      if (normal) paths.push_back(each);
    }
    grown = std::move(next);
  }
  return paths;
}

std::string random_glob(std::mt19937& random, const std::vector<std::string>& pieces) {
  std::string glob;
  for (int left = std::uniform_int_distribution(1, 7)(random); left > 0; --left)
    glob += pieces[std::uniform_int_distribution<size_t>(0, pieces.size() - 1)(random)];
  return glob;
}

/// A glob that compiles; random ones may be impossible ("a//b").
std::string random_good_glob(std::mt19937& random, const std::vector<std::string>& pieces) {
  for (;;) {
    std::string glob = random_glob(random, pieces);
    if (glob.find("***") == glob.npos && plan::parse_glob(glob)) return glob;
  }
}

const std::vector<std::string> kPieces = {"a",  "b", ".",   "/",    "/",    "/",    "*",
                                          "**", "?", "/**", "/**/", "[ab]", "[!a]", "*.b"};

void check_all(const std::string& glob, const ScopeImage& image,
               const std::vector<std::string>& paths) {
  for (const std::string& path : paths)
    if ((match_path(image, path) != 0) != defined_match(glob, path))
      FAIL_CHECK("glob ", glob, " on ", path, ": the definition says ", defined_match(glob, path));
}

}  // namespace

TEST_CASE("random globs match what the definition says, on all short paths") {
  std::mt19937 random(1);
  std::vector<std::string> paths = all_paths(7);
  REQUIRE(paths.size() > 2000);
  for (int i = 0; i < 1500; ++i) {
    std::string glob = random_good_glob(random, kPieces);
    check_all(glob, image_of({{glob}}), paths);
  }
}

TEST_CASE("a list matches what any of its globs matches, however their beginnings overlap") {
  std::mt19937 random(6);
  std::vector<std::string> paths = all_paths(7);
  for (int i = 0; i < 300; ++i) {
    std::string begin = random_glob(random, kPieces);
    Globs list;
    for (int n = 0; n < 3; ++n) {
      std::string glob = begin + random_glob(random, kPieces);
      if (glob.find("***") == glob.npos && plan::parse_glob(glob)) list.push_back(glob);
    }
    if (list.empty()) continue;
    ScopeImage image = image_of({list});
    for (const std::string& path : paths) {
      bool expected = std::ranges::any_of(
          list, [&](const std::string& glob) { return defined_match(glob, path); });
      if ((match_path(image, path) != 0) != expected) FAIL_CHECK("list of ", list[0], " on ", path);
    }
  }
}

TEST_CASE("random globs match what fnmatch(3) says, where the dialects agree") {
  std::mt19937 random(2);
  std::vector<std::string> paths = all_paths(7);
  std::vector<std::string> pieces = {"a",    "b",    ".",     "/",   "/",   "*",   "?",
                                     "[ab]", "[!a]", "[a-b]", "\\.", "\\*", "[]a]"};
  int tried = 0;
  while (tried < 500) {
    std::string glob = "/" + random_good_glob(random, pieces);
    if (glob.find("**") != glob.npos || glob.back() == '/' || !plan::parse_glob(glob)) continue;
    ++tried;
    ScopeImage image = image_of({{glob}});
    for (const std::string& path : paths)
      if ((match_path(image, path) != 0) !=
          (fnmatch(glob.c_str(), path.c_str(), FNM_PATHNAME) == 0))
        FAIL_CHECK("glob ", glob, " on ", path);
  }
}

TEST_CASE("many lists in one image answer as each list alone") {
  std::mt19937 random(3);
  std::vector<std::string> paths = all_paths(6);
  for (int round = 0; round < 60; ++round) {
    std::vector<Globs> lists(8);
    for (Globs& list : lists)
      for (int n = std::uniform_int_distribution(1, 3)(random); n > 0; --n)
        list.push_back(random_good_glob(random, kPieces));
    std::vector<ScopeImage> alone;
    std::vector<Globs> different;
    for (const Globs& list : lists) {
      std::vector<Globs> with_this = different;
      with_this.push_back(list);
      auto rules = header_of(image_of(with_this)).rules;
      auto rows = table<mishap_rule>(image_of(with_this), rules, with_this.size());
      if (rows.back().path_bit != different.size()) continue;  // means the same as one before
      different.push_back(list);
      alone.push_back(image_of({list}));
    }
    ScopeImage together = image_of(different);
    for (const std::string& path : paths) {
      uint64_t expected = 0;
      for (size_t bit = 0; bit < alone.size(); ++bit)
        expected |= match_path(alone[bit], path) << bit;
      if (match_path(together, path) != expected) FAIL_CHECK("round ", round, " on ", path);
    }
  }
}

TEST_CASE("the prefix map answers as the automaton would") {
  std::mt19937 random(4);
  std::vector<std::string> pieces = {"/a", "/b", "/a", "/ab", "/a.b"};
  std::vector<std::string> paths = all_paths(7);
  for (int round = 0; round < 100; ++round) {
    std::vector<Globs> lists;
    for (int bit = 0; bit < 10; ++bit) {
      std::string glob =
          random_glob(random, pieces) + std::vector<std::string>{"", "/", "/**"}[bit % 3];
      if (bit == 9) glob = round % 2 ? "/" : "/**";
      lists.push_back({glob});
    }
    ScopeImage map = image_of(lists), automaton = image_of(lists, Matchers::automaton_alone);
    REQUIRE(header_of(map).automaton == 0);
    REQUIRE(header_of(automaton).prefixes == 0);
    for (const std::string& path : paths)
      if (match_path(map, path) != match_path(automaton, path))
        FAIL_CHECK("round ", round, " on ", path);
  }
}

}  // namespace mishap::compile
