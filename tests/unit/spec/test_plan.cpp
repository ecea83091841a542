// Specs that load, and what their Plans hold.
#include <algorithm>

#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"

namespace mishap::spec {
namespace {

using Names = std::vector<std::string>;

std::string with_services(const std::string& rest) {
  return two_services + rest;
}

Names test_names(const plan::Plan& plan) {
  Names names;
  for (const plan::Test& test : plan.tests) names.push_back(test.name);
  return names;
}

bool has_note(const plan::Plan& plan, const std::string& part) {
  return std::ranges::any_of(
      plan.notes, [&](const std::string& note) { return note.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a keyword means the op, else the family, else the syscall alone") {
  const LoadedSpec spec(with_services(R"(
fault_assumption("a", target = db, wal = deny("EIO"), fsync = deny("EIO"), pwritev2 = deny("EIO"))
)"));
  const auto& rules = spec.assumption("a").rules;
  REQUIRE(rules.size() == 3);
  CHECK(rules[0].op == "wal");
  CHECK(rules[0].where.globs == Names{"*.wal"});
  CHECK(rules[1].op.empty());
  CHECK(rules[1].syscalls == Names{"fsync", "fdatasync"});
  CHECK(rules[2].syscalls == Names{"pwritev2"});
}

TEST_CASE("rules keep the order and the place in which they are written") {
  const LoadedSpec spec(with_services(R"(fault_assumption("a",
    target = db,
    write = deny("EIO"),
    read = deny("EIO"),
)
)"));
  const auto& rules = spec.assumption("a").rules;
  CHECK(rules[0].keyword == "write");
  CHECK(rules[0].place.line == 7);
  CHECK(rules[0].place.column == 5);
  CHECK(rules[1].keyword == "read");
  CHECK(rules[1].place.line == 8);
}

TEST_CASE("faults= adds the rules of other assumptions behind its own") {
  const LoadedSpec spec(with_services(R"(
a = fault_assumption("a", target = db, write = deny("EIO"))
b = fault_assumption("b", target = api, faults = [a, a], connect = deny("EIO"),
    description = "both")
)"));
  const plan::Assumption& b = spec.assumption("b");
  REQUIRE(b.rules.size() == 2);
  CHECK(b.rules[0].service == "api");
  CHECK(b.rules[0].assumption == "b");
  CHECK(b.rules[1].service == "db");
  CHECK(b.rules[1].assumption == "a");
  CHECK(b.description == "both");
}

TEST_CASE("deny() takes errno names in any case, labels and probabilities") {
  const LoadedSpec spec(with_services(R"(
fault_assumption("a", target = db, write = deny("eNoSpC", label = "full", probability = "1%"))
)"));
  const plan::Rule& rule = spec.assumption("a").rules[0];
  CHECK(rule.action.error_number == 28);
  CHECK(rule.label == "full");
  CHECK(rule.probability == doctest::Approx(0.01));
}

TEST_CASE("an op that is called like a syscall hides it, with a note") {
  const LoadedSpec spec(R"(
db = service("db", "bin/db", ops = {"write": op(["fsync"])})
fault_assumption("a", target = db, write = deny("EIO"))
)");
  CHECK(spec.assumption("a").rules[0].syscalls == Names{"fsync", "fdatasync"});
  CHECK(has_note(spec.plan(), "spec.star:2:46: note: op \"write\" of db hides the syscall write"));
}

TEST_CASE("members of an op without a path are noted when it has path=") {
  const LoadedSpec spec(R"(
db = service("db", "bin/db", ops = {"out": op(["write", "connect"], path = ["*.a", "/b/"])})
)");
  CHECK(spec.plan().service("db")->ops[0].where.globs == Names{"*.a", "/b/"});
  CHECK(has_note(spec.plan(), "op \"out\" of db: its path= never matches connect"));
}

TEST_CASE("path= takes bytes, for names that are no text") {
  const LoadedSpec spec(R"(
db = service("db", "/bin/db", ops = {"a": op(["write"], path = b"/d/\xff*"), "b": op(["read"], path = ["x", b"\xfe"])})
)");
  CHECK(spec.plan().service("db")->ops[0].where.globs == Names{"/d/\xff*"});
  CHECK(spec.plan().service("db")->ops[1].where.globs == Names{"x", "\xfe"});
}

TEST_CASE("services that share a port are noted") {
  const LoadedSpec spec(R"(
service("a", "bin/a", interface("main", "http", 80))
service("b", "bin/b", interface("main", "http", 80))
)");
  CHECK(has_note(spec.plan(), "a and b both listen on port 80"));
}

TEST_CASE("a protocol without steps is noted, with the one it may be meant to be") {
  const LoadedSpec spec("service('a', 'bin/a', interface('m', 'htpp', 80))\n");
  CHECK(has_note(spec.plan(),
                 "spec.star:1:23: note: tests can't talk to interface \"m\" of a: protocol "
                 "\"htpp\" has no steps (did you mean \"http\"?)"));
}

TEST_CASE("a test_ global that is no function is noted") {
  const LoadedSpec spec("test_x = 3\n");
  CHECK(has_note(spec.plan(), "spec.star:1:1: note: test_x is no function, so no test"));
}

TEST_CASE("functions with defaults or *args can be called as tests and expectations") {
  const LoadedSpec spec(R"(
def s(*rest, key = 1):
    pass
scenario(s)
fault_scenario("x", scenario = lambda n = 2: n, expect = lambda *rest: None)
)");
  CHECK(test_names(spec.plan()) == Names{"test_s", "test_x"});
}

TEST_CASE("syscalls of an op keep the order in which they are named, families theirs") {
  const LoadedSpec spec(
      "service('a', 'b', ops = {'o': op(['fsync', 'write', 'writev', 'read'])})\n");
  CHECK(spec.plan().service("a")->ops[0].syscalls ==
        Names{"fsync", "fdatasync", "write", "writev", "pwrite64", "pwritev", "pwritev2", "read",
              "readv", "pread64", "preadv", "preadv2"});
}

TEST_CASE("a name with its section of the manual is the call alone, and no family") {
  const LoadedSpec spec("service('a', 'b', ops = {'x': op(['write(2)', 'sendmsg(2)'])})\n");
  CHECK(spec.plan().service("a")->ops[0].syscalls == Names{"write", "sendmsg"});
  CHECK(load_error("op(['wrte(2)'])\n") ==
        "spec.star:1:4: error: op: \"wrte(2)\" is no syscall or family (did you mean \"write\"?)");
  CHECK(load_error("op(['exit(2)'])\n").find("exit(2) can't be faulted") != std::string::npos);
}

TEST_CASE("a service has attributes for its name and interfaces") {
  const LoadedSpec spec(R"(
db = service("db", interface("main", "tcp", 5432), "bin/db")
service("x", binary = "/bin/x", args = ["-v"], depends_on = ["db"], env = {
    "A": db.main.addr, "H": db.main.host, "P": str(db.main.port), "N": db.name,
    "I": db.main.internal_addr})
)");
  const plan::Service& x = *spec.plan().service("x");
  CHECK(x.env == std::map<std::string, std::string>{{"A", "localhost:5432"},
                                                    {"H", "localhost"},
                                                    {"P", "5432"},
                                                    {"N", "db"},
                                                    {"I", "localhost:5432"}});
  CHECK(x.args == Names{"-v"});
  CHECK(x.depends_on == Names{"db"});
}

TEST_CASE("depends_on may name a service that is declared later") {
  const LoadedSpec spec(R"(
service("a", "bin/a", depends_on = ["b"])
service("b", "bin/b")
)");
  CHECK(spec.plan().service("a")->depends_on == Names{"b"});
}

TEST_CASE("health checks take an address with or without scheme, and a timeout") {
  const LoadedSpec spec(R"(
service("a", "bin/a", healthcheck = tcp("tcp://localhost:1", timeout = "1m30s"))
service("b", "bin/b", healthcheck = http("http://localhost:2/ready?x=1"))
)");
  CHECK(spec.plan().service("a")->healthcheck->target == "localhost:1");
  CHECK(spec.plan().service("a")->healthcheck->timeout_ns == 90'000'000'000);
  CHECK(spec.plan().service("b")->healthcheck->target == "localhost:2/ready?x=1");
  CHECK(spec.plan().service("b")->healthcheck->timeout_ns == 10'000'000'000);
}

TEST_CASE("test_ functions of the root file are tests, those of loaded files are not") {
  const SpecFolder folder;
  folder.write("lib/more.star",
               "def test_other():\n    pass\ndef help():\n    pass\n"
               "service('db', 'bin/db')\n");
  const std::string root = folder.write("spec.star",
                                        "load('lib/more.star', 'help')\n"
                                        "test_number = 5\n"
                                        "def test_b():\n    help()\n"
                                        "test_a = lambda: None\n");
  const auto program = Program::load(root);
  REQUIRE(program.has_value());
  CHECK(test_names((*program)->plan()) == Names{"test_a", "test_b"});
  CHECK((*program)->plan().service("db") != nullptr);
}

TEST_CASE("a file that is loaded on two ways runs once") {
  const SpecFolder folder;
  folder.write("base.star", "db = service('db', 'bin/db')\n");
  folder.write("left.star", "load('base.star', 'db')\nleft = db\n");
  folder.write("right.star", "load('base.star', 'db')\nright = db\n");
  const auto program = Program::load(folder.write(
      "spec.star",
      "load('left.star', 'left')\nload('right.star', 'right')\nsame = left == right\n"));
  REQUIRE(program.has_value());
  CHECK((*program)->plan().services.size() == 1);
}

TEST_CASE("overrides and exclude change single cells of a matrix") {
  LoadedSpec spec(with_services(R"(
a = fault_assumption("a", target = db, write = deny("EIO"))
b = fault_assumption("b", target = db, read = deny("EIO"))
def s():
    pass
def t():
    pass
fault_matrix(scenarios = [s, t], faults = [a, b], default_expect = lambda r: print("default"),
    overrides = {(s, b): lambda r: print("override")}, exclude = [(t, a)],
    require_faults_fire = True)
)"));
  FakeRuntime runtime;
  CHECK(test_names(spec.plan()) == Names{"test_matrix_s_a", "test_matrix_s_b", "test_matrix_t_b"});
  using Cells = std::vector<std::pair<std::string, std::string>>;
  CHECK(spec.plan().matrices[0].excluded == Cells{{"t", "a"}});
  CHECK(spec.test("test_matrix_s_a").require_faults_fire);
  spec.run("test_matrix_s_b", runtime);
  spec.run("test_matrix_t_b", runtime);
  CHECK(std::ranges::count(runtime.log, "print override") == 1);
  CHECK(std::ranges::count(runtime.log, "print default") == 1);
}

TEST_CASE("fault_scenario without faults or expect is a smoke test with a timeout") {
  const LoadedSpec spec(R"(
def s():
    pass
fault_scenario("smoke", scenario = s, timeout = "2s")
)");
  const plan::Test& test = spec.test("test_smoke");
  CHECK(test.kind == plan::TestKind::fault_scenario);
  CHECK_FALSE(test.has_expect);
  CHECK(test.assumptions.empty());
  CHECK(test.timeout_ns == 2'000'000'000);
  CHECK(test.place.line == 4);
}

}  // namespace mishap::spec
