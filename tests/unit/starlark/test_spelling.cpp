// Hints for misspelt names.
#include <doctest/doctest.h>

#include "starlark/spelling.h"

namespace starlark {
namespace {

const std::vector<std::string> kNames = {"port", "name", "env", "healthcheck", "depends_on", "EIO"};

TEST_CASE("a slip finds its name") {
  CHECK(nearest_name("prot", kNames) == "port");
  CHECK(nearest_name("helthcheck", kNames) == "healthcheck");
  CHECK(nearest_name("depends-on", kNames) == "depends_on");
  CHECK(nearest_name("Name", kNames) == "name");
  CHECK(nearest_name("eio", kNames) == "EIO");
  CHECK(nearest_name("envs", kNames) == "env");
}

TEST_CASE("what is like none finds nothing") {
  CHECK(nearest_name("timeout", kNames) == "");
  CHECK(nearest_name("x", kNames) == "");
  CHECK(nearest_name("", kNames) == "");
}

TEST_CASE("hints and lists as texts") {
  CHECK(did_you_mean("prot", kNames) == " (did you mean \"port\"?)");
  CHECK(did_you_mean("zzz", kNames) == "");
  CHECK(join_names(std::vector<std::string>{"a", "b", "c"}) == "a, b and c");
}

}  // namespace
}  // namespace starlark
