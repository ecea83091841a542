// Where the program of a command line is sought.
#include "user/system/program.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/unit/system/temp_directory.h"

using namespace mishap;
using namespace mishap::system;

namespace {

void make_program(const tests::TempDirectory& tree, const std::string& name, mode_t mode = 0755) {
  chmod(tree.write(name, "#!/bin/sh\n").c_str(), mode);
}

}  // namespace

TEST_CASE("a bare name is the first executable file in $PATH") {
  const tests::TempDirectory tree;
  make_program(tree, "first/tool", 0644);
  make_program(tree, "second/tool");
  make_program(tree, "third/tool");
  const std::string& top = tree.path();
  const SearchPath search{"", top + "/none:" + top + "/first:" + top + "/second:" + top + "/third"};
  CHECK(find_program("tool", search).value() == top + "/second/tool");
}

TEST_CASE("a name with a slash is taken as it is") {
  const tests::TempDirectory tree;
  make_program(tree, "tool");
  CHECK(find_program(tree.path() + "/tool", {"", "/nowhere"}).value() == tree.path() + "/tool");
}

TEST_CASE("a missing program is not found") {
  const auto bare = find_program("nosuch", {"", "/nowhere"});
  REQUIRE_FALSE(bare);
  CHECK_FALSE(bare.error().found);
  CHECK(bare.error().error.message == "no program \"nosuch\" in $PATH");
  const auto path = find_program("/nowhere/nosuch");
  REQUIRE_FALSE(path);
  CHECK_FALSE(path.error().found);
  CHECK(path.error().error.message == "no program /nowhere/nosuch: No such file or directory");
  CHECK_FALSE(find_program("", {"", "/nowhere"}));
}

TEST_CASE("a file that can't be executed is found") {
  const tests::TempDirectory tree;
  make_program(tree, "text", 0644);
  const auto text = find_program("text", {"", tree.path()});
  REQUIRE_FALSE(text);
  CHECK(text.error().found);
  CHECK(text.error().error.message == "cannot execute " + tree.path() + "/text: Permission denied");
  const auto directory = find_program(tree.path());
  REQUIRE_FALSE(directory);
  CHECK(directory.error().found);
}

TEST_CASE("a directory in $PATH that is called like the program is passed over") {
  const tests::TempDirectory tree;
  std::filesystem::create_directories(tree.path() + "/a/tool");
  make_program(tree, "b/tool");
  CHECK(find_program("tool", {"", tree.path() + "/a:" + tree.path() + "/b"}).value() ==
        tree.path() + "/b/tool");
}
