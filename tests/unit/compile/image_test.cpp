// The bytes of small images, and what compile_scope refuses.
#include "tests/unit/compile/scopes.h"

namespace mishap::compile {

TEST_CASE("an image without path predicates is calls, lists and rules") {
  Scope scope;
  scope.rule({"fsync", "write"}).probability = 0.25;
  scope.rule({"write"}).action.error_number = 28;
  ScopeImage image = *scope.compile();

  CHECK(image.syscalls == std::vector<uint16_t>{1, 74});
  mishap_image header = header_of(image);
  CHECK(header.size == image.bytes.size());
  CHECK(header.calls == sizeof(mishap_image));  // there are no tables of path bits
  CHECK(header.prefixes == 0);
  CHECK(header.automaton == 0);
  CHECK(header.generation == 0);
  CHECK(header.call_at[1] * 8u == header.calls);
  CHECK(header.call_at[74] * 8u == header.calls + sizeof(mishap_call));
  CHECK(header.call_at[0] == 0);
  CHECK(table<u64>(image, header.masks, 1)[0] == 0);

  auto calls = table<mishap_call>(image, header.calls, 2);
  CHECK(calls[0].always == 3);
  CHECK(calls[0].by_path == 0);
  CHECK(calls[0].path_mask == 0);
  CHECK(calls[0].count == 2);
  CHECK(calls[1].count == 1);
  CHECK(table<u16>(image, header.lists + 2 * calls[0].list, 2) == std::vector<u16>{0, 1});
  CHECK(table<u16>(image, header.lists + 2 * calls[1].list, 1) == std::vector<u16>{0});

  auto rules = table<mishap_rule>(image, header.rules, 2);
  CHECK(rules[0].probability == u64{1} << 62);
  CHECK(rules[0].counter == 100);
  CHECK(rules[0].value == -5);
  CHECK(rules[0].action == MISHAP_RETURN);
  CHECK(rules[0].path_bit == MISHAP_NO_PATH);
  CHECK(rules[1].probability == ~u64{0});
  CHECK(rules[1].counter == 101);
  CHECK(rules[1].value == -28);
  CHECK(rules[0].triggered == 1);
  CHECK(rules[1].triggered == 0);
}

TEST_CASE("a path argument is read for a glob, or to count each path by itself") {
  Scope globs, counts, neither;
  globs.rule({"unlink"}, {"*.wal"});
  counts.rule({"unlink"}).trigger.per = plan::Per::path;
  neither.rule({"unlink"});
  CHECK(globs.compile()->path_arguments == std::vector<uint16_t>{87});
  CHECK(counts.compile()->path_arguments == std::vector<uint16_t>{87});
  CHECK(neither.compile()->path_arguments.empty());
}

TEST_CASE("sections lie at multiples of eight") {
  ScopeImage image = image_of({{"/a/b", "*.x"}, {"*.y"}, {"/c/**"}});
  mishap_image header = header_of(image);
  mishap_automaton automaton = automaton_of(image);
  for (u32 offset : {header.size, header.calls, header.lists, header.rules, header.masks,
                     header.prefixes, header.automaton, automaton.table, automaton.results}) {
    CHECK(offset != 0);
    CHECK(offset % 8 == 0);
  }
}

TEST_CASE("rules with the same list of globs share a path bit, in any order") {
  Scope scope;
  scope.rule({"write"}, {"*.wal", "*.db"});
  scope.rule({"write"}, {"/x"});
  scope.rule({"fsync"}, {"*.db", "*.wal", "*.db"});
  ScopeImage image = *scope.compile();

  mishap_image header = header_of(image);
  auto rules = table<mishap_rule>(image, header.rules, 3);
  CHECK(rules[0].path_bit == 0);
  CHECK(rules[1].path_bit == 1);
  CHECK(rules[2].path_bit == 0);
  auto calls = table<mishap_call>(image, header.calls, 2);
  CHECK(calls[0].path_mask == 3);
  CHECK(calls[0].always == 0);
  CHECK(calls[0].descriptor == 1);
  auto by_path = table<u64>(image, calls[0].by_path, MISHAP_GLOBS);
  CHECK(by_path[0] == 1);  // of write's two rules
  CHECK(by_path[1] == 2);
  CHECK(calls[1].path_mask == 1);
  CHECK(match_path(image, "/a.db") == 1);
  CHECK(match_path(image, "/a.wal") == 1);
  CHECK(match_path(image, "/x") == 2);
}

TEST_CASE("a call without a path is left out of a rule that has globs") {
  Scope scope;
  scope.rule({"getpid", "write"}, {"*.wal"});
  scope.rule({"getpid"});
  ScopeImage image = *scope.compile();

  mishap_image header = header_of(image);
  CHECK(image.syscalls == std::vector<uint16_t>{1, 39});
  auto calls = table<mishap_call>(image, header.calls, 2);
  CHECK(calls[1].count == 1);
  CHECK(table<u16>(image, header.lists + 2 * calls[1].list, 1)[0] == 1);
}

TEST_CASE("calls with the same rules share a list") {
  Scope scope;
  scope.rule({"write", "writev", "pwrite64"});
  ScopeImage image = *scope.compile();
  mishap_image header = header_of(image);
  for (const mishap_call& call : table<mishap_call>(image, header.calls, 3)) {
    CHECK(call.list == 0);
    CHECK(call.count == 1);
  }
}

TEST_CASE("a prefix pattern alone makes no automaton, and the other way round") {
  CHECK(header_of(image_of({{"/a/b"}, {"/a/"}, {"/a/**"}, {"/**"}})).automaton == 0);
  CHECK(header_of(image_of({{"*.wal"}})).prefixes == 0);
  CHECK(header_of(image_of({{"/a/*/b"}})).prefixes == 0);
}

TEST_CASE("a small prefix map, entry by entry") {
  ScopeImage image = image_of({{"/a/b"}, {"/a/"}, {"/a/**"}});
  mishap_image header = header_of(image);
  CHECK(header.prefix_depth == 2);
  CHECK(header.prefix_slots == 8);
  auto masks = table<u64>(image, header.masks, 4);
  CHECK(masks == std::vector<u64>{0, 4, 6, 7});  // fewest bits first
  int used = 0;
  for (const mishap_prefix& entry :
       table<mishap_prefix>(image, header.prefixes, header.prefix_slots))
    used += entry.key != 0;
  CHECK(used == 3);
  CHECK(match_path(image, "/") == 0);
  CHECK(match_path(image, "/a") == 4);
  CHECK(match_path(image, "/a/b") == 7);
  CHECK(match_path(image, "/a/c") == 6);
  CHECK(match_path(image, "/a/b/c") == 4);
  CHECK(match_path(image, "/b") == 0);
}

TEST_CASE("a small automaton: dead state, absorbing ones, then the rest") {
  ScopeImage image = image_of({{"ab"}});
  mishap_automaton automaton = automaton_of(image);
  CHECK(automaton.states == 5);   // dead, matched, start, b read, ab read
  CHECK(automaton.classes == 4);  // a, b, '/', the others
  CHECK(automaton.absorbing == 2);
  CHECK(automaton.start == 2);
  CHECK(table<u16>(image, automaton.results, 5) == std::vector<u16>{0, 1, 0, 0, 0});
  auto next = table<u16>(image, automaton.table, 5 * 4);
  for (int cls = 0; cls < 4; ++cls) {
    CHECK(next[cls] == 0);
    CHECK(next[4 + cls] == 1);
  }
  CHECK(next[2 * 4 + automaton.class_of['b']] == 3);
  CHECK(next[3 * 4 + automaton.class_of['a']] == 4);
  CHECK(next[4 * 4 + automaton.class_of['/']] == 1);
}

TEST_CASE("what can't be compiled is refused with the rule's place") {
  auto error = [](auto change) {
    Scope scope;
    change(scope.rule({"write"}));
    Result<ScopeImage> image = scope.compile();
    REQUIRE(!image.has_value());
    CHECK(image.error().place.to_string() == "t.star:1:1");
    return image.error().message;
  };
  CHECK(error([](plan::Rule& r) { r.syscalls = {"wirte"}; }) == "op: unknown syscall \"wirte\"");
  CHECK(error([](plan::Rule& r) { r.syscalls = {}; }) == "op: the rule names no syscall");
  CHECK(error([](plan::Rule& r) { r.probability = 1.5; }) ==
        "op: probability 1.5 is not within 0..1");
  CHECK(error([](plan::Rule& r) { r.action.error_number = 0; }) == "op: 0 is no errno value");
  CHECK(error([](plan::Rule& r) {
          r.syscalls = {"getpid"};
          r.where.globs = {"*.x"};
        }) == "op: none of its syscalls has what its path=, peer=, fd= or size= asks about");
}

TEST_CASE("no rules make an empty image") {
  ScopeImage image = *Scope().compile();
  CHECK(image.syscalls.empty());
  CHECK(header_of(image).size == image.bytes.size());
}

}  // namespace mishap::compile
