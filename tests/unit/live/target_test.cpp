// What attach names, as typed.
#include "user/live/target.h"

#include <doctest/doctest.h>

using namespace mishap;
using live::parse_target;
using live::TargetName;

TEST_CASE("a target is a process, a cgroup or a unit") {
  CHECK(parse_target("pid:4711")->pid == 4711);
  CHECK(parse_target("pid:4711")->kind == TargetName::Kind::pid);
  CHECK(parse_target("cgroup:/a/b:c")->name == "/a/b:c");
  CHECK(parse_target("cgroup:/a")->kind == TargetName::Kind::cgroup);
  CHECK(parse_target("unit:redis")->name == "redis");
  CHECK(parse_target("unit:redis")->kind == TargetName::Kind::unit);
}

TEST_CASE("what is no target is told, with what was meant") {
  const auto hint = [](const std::string& text) { return parse_target(text).error().hint; };
  CHECK(hint("4711") == "did you mean pid:4711?");
  CHECK(hint("/system.slice") == "did you mean cgroup:/system.slice?");
  CHECK(hint("redis") == "a target is pid:N, cgroup:PATH or unit:NAME");
  CHECK(parse_target("pdi:1").error().message == "\"pdi:1\" is no target (did you mean \"pid\"?)");
  for (const char* bad : {"pid:", "pid:x", "pid:0", "pid:-1", "pid:1x", "pid:99999999999"})
    CHECK(parse_target(bad).error().message.contains("is no pid"));
  CHECK_FALSE(parse_target(""));
}
