// What globs mean, by example: each through the compiler and the matcher that the kernel side runs.
#include "tests/unit/compile/scopes.h"

namespace mishap::compile {

TEST_CASE("a star stays within a component") {
  CHECK(matches("/tmp/*.wal", "/tmp/inventory.wal"));
  CHECK(matches("/tmp/*.wal", "/tmp/.wal"));
  CHECK(!matches("/tmp/*.wal", "/tmp/a/b.wal"));
  CHECK(!matches("/tmp/*.wal", "/tmp/inventory.wal2"));
  CHECK(!matches("/tmp/*.wal", "/var/tmp/inventory.wal"));
  CHECK(matches("/data/*/x", "/data/a/x"));
  CHECK(!matches("/data/*/x", "/data/x"));
}

TEST_CASE("two stars cross directories, and none at all") {
  CHECK(matches("/a/**/b", "/a/b"));
  CHECK(matches("/a/**/b", "/a/x/b"));
  CHECK(matches("/a/**/b", "/a/x/y/b"));
  CHECK(!matches("/a/**/b", "/a/xb"));
  CHECK(!matches("/a/**/b", "/ab"));
  CHECK(matches("/var/**.log", "/var/log/x/y.log"));
  CHECK(matches("/**/b", "/b"));
  CHECK(matches("**/b", "/a/b"));
  CHECK(matches("/a/**/**/b", "/a/b"));
}

TEST_CASE("a tree at the end is the directory and all below") {
  CHECK(matches("/a/**", "/a"));
  CHECK(matches("/a/**", "/a/b"));
  CHECK(matches("/a/**", "/a/b/c"));
  CHECK(!matches("/a/**", "/ab"));
  CHECK(!matches("/a/**", "/"));
  CHECK(matches("/*/**", "/a"));
  CHECK(matches("/**", "/"));
  CHECK(matches("/**", "/a/b"));
}

TEST_CASE("a slash at the end means the files directly in the directory") {
  CHECK(matches("/data/", "/data/x"));
  CHECK(!matches("/data/", "/data"));
  CHECK(!matches("/data/", "/data/x/y"));
  CHECK(matches("/d*/", "/data/x"));
  CHECK(!matches("/d*/", "/data/x/y"));
  CHECK(matches("/", "/x"));
  CHECK(!matches("/", "/"));
  CHECK(!matches("/", "/x/y"));
}

TEST_CASE("a glob without a slash matches the name in any directory") {
  CHECK(matches("*.wal", "/x.wal"));
  CHECK(matches("*.wal", "/a/b/x.wal"));
  CHECK(!matches("*.wal", "/a/x.wal/b"));
  CHECK(matches("pg_wal", "/var/pg_wal"));
  CHECK(!matches("pg_wal", "/var/xpg_wal"));
  CHECK(matches("a**b", "/x/aab"));
  CHECK(!matches("a**b", "/a/b"));
  CHECK(matches("*", "/a/b"));
  CHECK(matches("[/]x", "/x") == false);
}

TEST_CASE("question marks, classes and escapes stand for one byte") {
  CHECK(matches("/a?c", "/abc"));
  CHECK(!matches("/a?c", "/a/c"));
  CHECK(!matches("/a?c", "/ac"));
  CHECK(matches("/[abc]", "/b"));
  CHECK(!matches("/[abc]", "/d"));
  CHECK(matches("/[a-cx]", "/c"));
  CHECK(matches("/[!a-c]", "/d"));
  CHECK(!matches("/[^a-c]", "/c"));
  CHECK(!matches("/a[!x]b", "/a/b"));
  CHECK(matches("/[]x]", "/]"));
  CHECK(matches("/[!]x]", "/y"));
  CHECK(!matches("/[!]x]", "/]"));
  CHECK(matches("/[a-]", "/-"));
  CHECK(matches("/[\\]]", "/]"));
  CHECK(matches("/\\*", "/*"));
  CHECK(!matches("/\\*", "/a"));
  CHECK(matches("/caf\xc3\xa9", "/caf\xc3\xa9"));
  CHECK(matches("/caf??", "/caf\xc3\xa9"));
}

TEST_CASE("a bad glob is refused with the reason and the rule's place") {
  auto message = [](const std::string& glob) {
    Result<ScopeImage> image = try_lists({{glob}});
    REQUIRE(!image.has_value());
    CHECK(image.error().place.to_string() == "t.star:1:1");
    return image.error().message;
  };
  CHECK(message("") == "bad glob \"\": it is empty");
  CHECK(message("/a[bc") == "bad glob \"/a[bc\": the '[' at byte 3 has no ']'");
  CHECK(message("/a[]") == "bad glob \"/a[]\": the '[' at byte 3 has no ']'");
  CHECK(message("/a\\") == "bad glob \"/a\\\": ends in a backslash that escapes nothing");
  CHECK(message("/[a\\") == "bad glob \"/[a\\\": ends in a backslash that escapes nothing");
  CHECK(message("/[z-a]") == "bad glob \"/[z-a]\": the range that ends at byte 5 runs backwards");
  CHECK(message(std::string("/a\0b", 4)) ==
        "bad glob \"/a\\x00b\": it has a NUL byte, which no path has");
  CHECK(message("/[[:digit:]]").find("write [0-9]") != std::string::npos);
  CHECK(message("data/*.wal").find("paths are absolute") != std::string::npos);
  CHECK(message("/a//b").find("paths have no \"//\"") != std::string::npos);
  CHECK(message("/a/../b").find("paths have no \"//\"") != std::string::npos);
  CHECK(message("/a/.").find("paths have no \"//\"") != std::string::npos);
}

}  // namespace mishap::compile
