// How large things get: many globs, deep and long paths, and what happens beyond the limits.
#include <chrono>

#include <fmt/format.h>

#include "tests/unit/compile/scopes.h"
#include "user/compile/automaton.h"

namespace mishap::compile {
namespace {

/// 64 lists as specs of a database, a broker and a web service would have them.
std::vector<Globs> realistic_lists() {
  std::vector<Globs> lists;
  for (int i = 0; i < 8; ++i) {
    lists.push_back({fmt::format("/var/lib/pg{}/**/*.wal", i)});
    lists.push_back({fmt::format("*.log{}", i)});
    lists.push_back({fmt::format("/data/[0-9]*/x?.db{}", i)});
    lists.push_back({fmt::format("/srv/app{}/cache/**", i)});
    lists.push_back({fmt::format("/var/lib/kafka-{}/topic-*/*.index", i),
                     fmt::format("/var/lib/kafka-{}/*/*.log", i)});
    lists.push_back({fmt::format("/etc/service{}/config.d/*.conf", i)});
    lists.push_back({fmt::format("/home/*/app{}/.sqlite/*-journal", i)});
    lists.push_back({fmt::format("/tmp/**/segment-????.{}", i), fmt::format("snapshot-{}-*", i)});
  }
  return lists;
}

}  // namespace

TEST_CASE("64 realistic lists compile to a modest automaton at once") {
  auto begin = std::chrono::steady_clock::now();
  ScopeImage image = image_of(realistic_lists());
  auto spent = std::chrono::steady_clock::now() - begin;

  MESSAGE(automaton_of(image).states, " states, ", automaton_of(image).classes, " classes, ",
          image.bytes.size(), " bytes, ",
          std::chrono::duration_cast<std::chrono::milliseconds>(spent).count(), " ms");
  CHECK(automaton_of(image).states < 8000);
  CHECK(spent <
        std::chrono::seconds(5));  // well under one; sanitizers and busy machines take longer
  CHECK(match_path(image, "/var/lib/pg3/base/16384/7.wal") == u64{1} << 24);
  CHECK(match_path(image, "/var/lib/pg3/7.wal") == u64{1} << 24);
  CHECK(match_path(image, "/data/7abc/xy.db7") == u64{1} << 58);
  CHECK(match_path(image, "/srv/app5/cache/a/b/c") == u64{1} << 43);
  CHECK(match_path(image, "/srv/app5/cache/a/b/x.log2") == (u64{1} << 43 | u64{1} << 17));
  CHECK(match_path(image, "/var/lib/kafka-0/topic-1/0.log0") == u64{1} << 1);
  CHECK(match_path(image, "/var/lib/kafka-0/topic-1/0.log") == u64{1} << 4);
  CHECK(match_path(image, "/usr/lib/x.so") == 0);
}

TEST_CASE("trees and runs do not multiply states within a list") {
  CHECK(automaton_of(image_of({{"/a/**/b/**/c/**/d/**/e/*x*y*z*"}})).states < 40);
  Globs globs;
  for (int i = 0; i < 64; ++i) globs.push_back(fmt::format("/srv/{}/**/*.tmp", i));
  CHECK(automaton_of(image_of({globs})).states < 200);
}

TEST_CASE("more than 64 different lists are refused, the same list any number of times is not") {
  std::vector<Globs> lists;
  for (int i = 0; i < 64; ++i) lists.push_back({fmt::format("/data/{}", i)});
  lists.push_back({"/data/63"});
  CHECK(match_path(image_of(lists), "/data/63") == u64{1} << 63);

  lists.push_back({"/data/64"});
  Result<ScopeImage> refused = try_lists(lists);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().message ==
        "too many different path= predicates are armed for service \"db\" at a time: 64 is the "
        "limit");
  CHECK(refused.error().place.to_string() == "t.star:66:1");
}

TEST_CASE("an automaton that is too large is refused, naming the glob that costs most") {
  std::vector<Globs> lists;
  for (int i = 0; i < 20; ++i)
    lists.push_back({fmt::format("/var/lib/service-number-{}/data/*.db", i)});
  // Read backwards, it has to be kept in mind which of the last 24 bytes were an 'a': 2^24 states.
  lists.push_back({"/tmp/" + std::string(24, '?') + "a*"});
  Result<ScopeImage> refused = try_lists(lists);
  REQUIRE(!refused.has_value());
  CHECK(refused.error().message ==
        "the globs armed for service \"db\" need too large an automaton; \"" + lists.back()[0] +
            "\" costs most");
  CHECK(refused.error().place.to_string() == "t.star:21:1");
}

TEST_CASE(
    "texts that may stand anywhere, each with a bit of its own, are refused when they are many") {
  std::vector<Globs> lists;
  for (int i = 10; i < 50; ++i) lists.push_back({fmt::format("/tmp/*x{}*", i)});
  CHECK(!try_lists(lists).has_value());
  // In one list they share a bit, so that it need not be known which was met.
  Globs one;
  for (const Globs& each : lists) one.push_back(each[0]);
  CHECK(automaton_of(image_of({one})).states < 200);
}

TEST_CASE("a prefix map of thousands of paths finds each within reach") {
  Globs files;
  for (int i = 0; i < 5000; ++i) files.push_back(fmt::format("/data/{}/{}/f{}", i % 7, i % 101, i));
  ScopeImage image = image_of({files, {"/data/3/**"}});
  CHECK(header_of(image).prefix_slots == 16384);  // 5,716 entries
  for (int i = 0; i < 5000; ++i) {
    std::string path = fmt::format("/data/{}/{}/f{}", i % 7, i % 101, i);
    if (match_path(image, path) != (i % 7 == 3 ? 3 : 1)) FAIL_CHECK(path);
    if (match_path(image, path + "x") != (i % 7 == 3 ? 2 : 0)) FAIL_CHECK(path, "x");
  }
}

TEST_CASE("literal paths deeper than the prefix map go to the automaton") {
  std::string fifteen, sixteen;
  for (int i = 0; i < MISHAP_PREFIX_DEPTH; ++i) fifteen += fmt::format("/d{}", i);
  sixteen = fifteen + "/leaf";
  ScopeImage image = image_of({{fifteen + "/"}, {sixteen}, {fifteen + "/**"}});
  mishap_image header = header_of(image);
  CHECK(header.prefix_depth == MISHAP_PREFIX_DEPTH);
  CHECK(header.automaton != 0);
  CHECK(match_path(image, fifteen) == 4);
  CHECK(match_path(image, sixteen) == 7);
  CHECK(match_path(image, sixteen + "/a/b/c/d/e") == 4);
  CHECK(match_path(image, "/x" + fifteen) == 0);
}

TEST_CASE("a path of PATH_MAX bytes is walked whole") {
  std::string path = "/data";
  while (path.size() < 4000) path += "/component-of-some-length";
  ScopeImage image = image_of({{"/data/**"}, {"/data/**/x*.wal"}});
  CHECK(match_path(image, path + "/x1.wal") == 3);
  CHECK(match_path(image, "/x" + path + "/x1.wal") == 0);
}

TEST_CASE("result ids below 64 go to the sets of fewest bits") {
  std::vector<Globs> lists;
  for (int i = 0; i < 40; ++i) lists.push_back({fmt::format("/{}/**", i), fmt::format("*.{}", i)});
  ScopeImage image = image_of(lists);
  auto masks = table<u64>(image, header_of(image).masks, 41);
  CHECK(masks[0] == 0);
  for (int i = 0; i < 40; ++i) CHECK(masks[1 + i] == u64{1} << i);
}

TEST_CASE("an image beyond half of the arena is refused") {
  Scope scope;
  Globs files;
  for (int i = 0; i < 140'000; ++i) files.push_back(fmt::format("/{}", i));
  scope.rule({"write"}, files);
  Result<ScopeImage> image = scope.compile();
  REQUIRE(!image.has_value());
  CHECK(image.error().message.find("8388608 is the limit") != std::string::npos);
}

}  // namespace mishap::compile
