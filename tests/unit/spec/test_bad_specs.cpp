// Every way in which a spec can be wrong: one clear message at the place of the mistake.
#include <doctest/doctest.h>

#include "tests/unit/spec/spec_fixture.h"

namespace mishap::spec {
namespace {

/// A spec, and the first line of its error; line 1 of `text` is line 5 after two_services.
struct BadSpec {
  std::string text;
  std::string error;
};

void check_all(std::initializer_list<BadSpec> specs) {
  for (const BadSpec& bad : specs) {
    CAPTURE(bad.text);
    CHECK(load_error(std::string(two_services) + bad.text) == bad.error);
  }
}

}  // namespace

TEST_CASE("bad services") {
  check_all({
      {"service('x', 'bin/x', prot = 1)",
       "spec.star:5:23: error: service: unexpected argument \"prot\""},
      {"service('x', 'bin/x', image = 'i')",
       "spec.star:5:23: error: service: \"image\" is not available in this version"},
      {"service('x', 'bin/x', cmd = 'i')",
       "spec.star:5:23: error: service: unexpected argument \"cmd\""},
      {"service('x')", "spec.star:5:1: error: service: a service needs a binary"},
      {"service('', 'bin/x')", "spec.star:5:9: error: service: name must not be empty"},
      {"service('db', 'bin/x')",
       "spec.star:5:9: error: service: service \"db\" is already declared at spec.star:2:6"},
      {"service('x', 'bin/x', 'bin/y')",
       "spec.star:5:23: error: service: the binary is given twice: \"bin/x\" and \"bin/y\""},
      {"service('x', 'bin/x', 5)",
       "spec.star:5:23: error: service: expected a binary (string) or an interface, got int"},
      {"service('x', 'bin/x', env = {'P': 5})",
       "spec.star:5:23: error: service: env[\"P\"] must be a string, got int 5"},
      {"service('x', 'bin/x', args = [1])",
       "spec.star:5:23: error: service: args[0] must be a string, got int"},
      {"service('x', 'bin/x', depends_on = ['dbb'])",
       "spec.star:5:23: error: x depends on \"dbb\", which is no service (did you mean \"db\"?)"},
      {"service('x', 'bin/x', depends_on = ['y'])\nservice('y', 'bin/y', depends_on = ['x'])",
       "spec.star:5:1: error: services depend on each other: x -> y -> x"},
      {"service('x', 'bin/x', depends_on = ['x'])", "spec.star:5:1: error: x depends on itself"},
      {"service('x', 'bin/x', io_uring = 'alow')",
       "spec.star:5:23: error: service: io_uring must be \"deny\" or \"allow\", got \"alow\" (did "
       "you "
       "mean \"allow\"?)"},
      {"service('x', 'bin/x', healthcheck = 'localhost:1')",
       "spec.star:5:23: error: service: healthcheck must be a health check, got string"},
      {"service('x', 'b', interface('m', 'tcp', 1), interface('m', 'tcp', 2))",
       "spec.star:5:45: error: service: interface \"m\" is already declared at spec.star:5:19"},
      {"interface('name', 'tcp', 1)",
       "spec.star:5:11: error: interface: an interface can't be called \"name\""},
      {"db.nain",
       "spec.star:5:4: error: a service has no attribute `nain` (did you mean "
       "\"main\"?)"},
      {"tcp('localhost')", "spec.star:5:5: error: tcp: \"localhost\" is not an address to check"},
      {"tcp('localhost:1', timeout = '5')", "spec.star:5:20: error: tcp: \"5\" is not a duration"},
      {"tcp('localhost:1', timeout = '3000000h')",
       "spec.star:5:20: error: tcp: \"3000000h\" is too long"},
      {"tcp('localhost:1', timeout = '0s')",
       "spec.star:5:20: error: tcp: timeout must be above zero"},
      {"http('localhost:99999/x')",
       "spec.star:5:6: error: http: \"localhost:99999/x\" is not an address to check"},
  });
}

TEST_CASE("bad ops") {
  check_all({
      {"op(syscalls = ['wrte'])",
       "spec.star:5:4: error: op: \"wrte\" is no syscall or family (did you mean \"write\"?)"},
      {"op(syscalls = [])",
       "spec.star:5:4: error: op: syscalls must name at least one syscall or family"},
      {"op(syscalls = ['exit_group'])",
       "spec.star:5:4: error: op: exit_group can't be faulted: it never returns, so there is no "
       "result to replace; without it the service could not end"},
      {"op(['write'], path = '')", "spec.star:5:15: error: op: bad glob \"\": it is empty"},
      {"op(['write'], path = ['*.a', '/tmp/[a'])",
       "spec.star:5:15: error: op: bad glob \"/tmp/[a\": the '[' at byte 6 has no ']'"},
      {"op(['write'], path = '/tmp/\\\\')",
       "spec.star:5:15: error: op: bad glob \"/tmp/\\\": ends in a backslash that escapes nothing"},
      {"op(['write'], path = 'a\\0b')",
       "spec.star:5:15: error: op: bad glob \"a\\x00b\": it has a NUL byte, which no path has"},
      {"op(['write'], path = 'data/*.wal')",
       "spec.star:5:15: error: op: bad glob \"data/*.wal\": it can match no path, since paths are "
       "absolute"},
      {"op(['connect', 'poll'], path = '*.x')",
       "spec.star:5:25: error: op: path can never match: connect, poll, ppoll name no file"},
      {"op(['write'], paths = '*.x')",
       "spec.star:5:15: error: op: unexpected argument \"paths\" (did you mean \"path\"?)"},
      {"service('x', 'b', ops = {'run': op(['write'])})",
       "spec.star:5:19: error: service: an op can't be called \"run\": fault() and "
       "fault_assumption() have a parameter of that name"},
      {"service('x', 'b', ops = {'a': ['write']})",
       "spec.star:5:19: error: service: ops[\"a\"] must be an op, got list"},
  });
}

TEST_CASE("the same op twice is an error at the second one") {
  const std::string error =
      load_error("service('x', 'b', ops = {'a': op(['write']), 'a': op(['read'])})\n");
  CHECK(error.find("the key") != std::string::npos);
  CHECK(error.find("\"a\"") != std::string::npos);
}

TEST_CASE("bad faults") {
  check_all({
      {"deny('EIOO')",
       "spec.star:5:6: error: deny: unknown errno \"EIOO\" (did you mean \"EIO\"?)"},
      {"deny('EIO', lable = 'x')",
       "spec.star:5:13: error: deny: unexpected argument \"lable\" (did you mean \"label\"?)"},
      {"deny('EIO', mode = 'stochastic')",
       "spec.star:5:13: error: deny: \"mode\" is not available in this version"},
      {"deny('EIO', max_fires = 3)",
       "spec.star:5:13: error: deny: \"max_fires\" is not available in this version"},
      {"deny('EIO', probability = 1.5)",
       "spec.star:5:13: error: deny: probability must be from 0 to 1 or a percentage such as "
       "\"30%\", got 1.5"},
      {"fault_assumption('a', target = db, wrte = deny('EIO'))",
       "spec.star:5:36: error: fault_assumption: \"wrte\" is no op of db, syscall or family (did "
       "you mean \"write\"?)"},
      {"fault_assumption('a', target = db, persists = deny('EIO'))",
       "spec.star:5:36: error: fault_assumption: \"persists\" is no op of db, syscall or family "
       "(did you mean \"persist\"?)"},
      {"fault_assumption('a', target = db, time = deny('EIO'))",
       "spec.star:5:36: error: fault_assumption: time can't be faulted: programs get it from the "
       "vDSO, without entering the kernel, so a fault would not be met"},
      {"fault_assumption('a', target = db, write = 'EIO')",
       "spec.star:5:36: error: fault_assumption: write must be a fault, got string"},
      {"fault_assumption('a', target = db)",
       "spec.star:5:1: error: fault_assumption: fault_assumption \"a\" has no faults"},
      {"fault_assumption('a', write = deny('EIO'))",
       "spec.star:5:23: error: fault_assumption: \"write\" needs target=, the service to fault"},
      {"fault_assumption('a', target = db, write = deny('EIO'), rules = [])",
       "spec.star:5:57: error: fault_assumption: \"rules\" is not available in this version"},
      {"fault_assumption('a', target = 'db', write = deny('EIO'))",
       "spec.star:5:23: error: fault_assumption: target must be a service, got string"},
      {"fault('db', write = deny('EIO'), run = lambda: 1)",
       "spec.star:5:7: error: fault: target must be a service or fault_assumption, got string"},
      {"fault_assumption('a', target = db.main, write = deny('EIO'))",
       "spec.star:5:23: error: fault_assumption: faults on an interface are not available in this "
       "version"},
      {"fault_assumption('a', target = db, write = deny('EIO'))\n"
       "fault_assumption('a', target = db, write = deny('EIO'))",
       "spec.star:6:18: error: fault_assumption: fault_assumption \"a\" is already declared at "
       "spec.star:5:1"},
      {"fault(db, write = deny('EIO'), run = lambda: 1)",
       "spec.star:5:1: error: fault: faults are armed inside tests, not while the spec loads"},
      {"fault(db, run = lambda: 1)", "spec.star:5:1: error: fault: no fault is given"},
      {"db.send(data = 'x')",
       "spec.star:5:4: error: send: steps run inside tests, not while the spec loads"},
  });
}

TEST_CASE("bad scenarios and matrices") {
  const std::string prelude = std::string(two_services) +
                              "a = fault_assumption('a', target = db, write = deny('EIO'))\n"
                              "def s():\n    pass\n"
                              "def t():\n    pass\n";
  for (const BadSpec& bad : std::initializer_list<BadSpec>{
           {"scenario(5)", "spec.star:10:10: error: scenario: "},
           {"scenario(s)\nscenario(s)",
            "spec.star:11:10: error: scenario: test \"test_s\" is already declared at "
            "spec.star:10:1"},
           {"scenario(lambda: 1)\nscenario(lambda: 2)",
            "spec.star:11:10: error: scenario: test \"test_lambda\" is already declared at "
            "spec.star:10:1"},
           {"fault_scenario('s', scenario = s, monitors = [])",
            "spec.star:10:35: error: fault_scenario: \"monitors\" is not available in this "
            "version"},
           {"fault_scenario('s', scenario = s, faults = [db])",
            "spec.star:10:35: error: fault_scenario: faults[0] must be a fault_assumption, got "
            "service"},
           {"fault_scenario('s', scenario = s)\nscenario(s)",
            "spec.star:11:10: error: scenario: test \"test_s\" is already declared at "
            "spec.star:10:1"},
           {"fault_matrix(scenarios = [], faults = [a])",
            "spec.star:10:14: error: fault_matrix: scenarios must not be empty"},
           {"fault_matrix(scenarios = [s], faults = [])",
            "spec.star:10:31: error: fault_matrix: faults must not be empty"},
           {"fault_matrix(scenarios = [lambda: 1, lambda: 2], faults = [a])",
            "spec.star:10:14: error: fault_matrix: two scenarios are called \"lambda\""},
           {"fault_matrix(scenarios = [s], faults = [a], exclude = [(t, a)])",
            "spec.star:10:45: error: fault_matrix: exclude names the cell of t, which is not in "
            "scenarios"},
           {"fault_matrix(scenarios = [s], faults = [a], overrides = {(s, s): t})",
            "spec.star:10:45: error: fault_matrix: overrides names cells by (scenario, "
            "fault_assumption), got "},
           {"fault_matrix(scenarios = [s], faults = [a], exclude = [(s, a)])",
            "spec.star:10:45: error: fault_matrix: every cell is excluded"},
           {"fault_matrix(scenarios = [s], faults = [a], expect = t, default_expect = t)",
            "spec.star:10:57: error: fault_matrix: expect and default_expect are the same: give "
            "one of them"},
           {"def test_x():\n    pass\nfault_scenario('x', scenario = s)",
            "spec.star:12:1: error: test \"test_x\" is already declared at spec.star:10:5"},
           {"fault_scenario('x', scenario = s)\ndef test_x():\n    pass",
            "spec.star:11:5: error: test \"test_x\" is already declared at spec.star:10:1"},
       }) {
    CAPTURE(bad.text);
    const std::string error = load_error(prelude + bad.text);
    CAPTURE(error);
    CHECK(error.starts_with(bad.error));
  }
}

TEST_CASE("a function that a test could not call is an error while the spec loads") {
  const std::string prelude = std::string(two_services) +
                              "w = fault_assumption('w', target = db, write = deny('EIO'))\n"
                              "def s():\n    pass\n"
                              "def z(a, b = 1):\n    pass\n"
                              "def k(*, key):\n    pass\n";
  for (const BadSpec& bad : std::initializer_list<BadSpec>{
           {"scenario(z)",
            "spec.star:12:10: error: scenario: scenario z must be callable without arguments, but "
            "needs a"},
           {"scenario(k)",
            "spec.star:12:10: error: scenario: scenario k must be callable without arguments, but "
            "needs key"},
           {"fault_scenario('x', scenario = z)",
            "spec.star:12:21: error: fault_scenario: scenario z must be callable without "
            "arguments, but needs a"},
           {"fault_scenario('x', scenario = s, expect = lambda: 1)",
            "spec.star:12:35: error: fault_scenario: expect must be callable with 1 argument, but "
            "takes none"},
           {"fault_scenario('x', scenario = s, expect = lambda a, b: 1)",
            "spec.star:12:35: error: fault_scenario: expect must be callable with 1 argument, but "
            "needs a and b"},
           {"fault_matrix(scenarios = [z], faults = [w])",
            "spec.star:12:14: error: fault_matrix: scenario z must be callable without arguments, "
            "but needs a"},
           {"fault_matrix(scenarios = [s], faults = [w], default_expect = s)",
            "spec.star:12:45: error: fault_matrix: default_expect must be callable with 1 "
            "argument, but takes none"},
           {"fault_matrix(scenarios = [s], faults = [w], overrides = {(s, w): s})",
            "spec.star:12:45: error: fault_matrix: overrides[(s, w)] must be callable with 1 "
            "argument, but takes none"},
           {"def test_a(x):\n    pass",
            "spec.star:12:5: error: test_a must be callable without arguments, but needs x"},
       }) {
    CAPTURE(bad.text);
    CHECK(load_error(prelude + bad.text) == bad.error);
  }
}

TEST_CASE("a spec that loops without end while it loads is an error, not a hang") {
  const std::string error =
      load_error("def f():\n    for i in range(1000000000000):\n        pass\nx = f()\n");
  CHECK(error.ends_with("error: the spec ran more than 100000000 steps while loading"));
}

TEST_CASE("a builtin that this version lacks is told as such, not as a slip") {
  CHECK(load_error("x = delay('1s')\n") ==
        "spec.star:1:5: error: delay() is not available in this version");
  const std::string slip = load_errors("x = deley('1s')\n").front();
  CHECK(slip.find("`deley` is not defined") != std::string::npos);
}

TEST_CASE("a wrong type names the parameter, what was expected and what was given") {
  const std::string error = load_error("service('x', 'b', env = 5)\n");
  CHECK(error.starts_with("spec.star:1:19: error: service: "));
  for (const char* word : {"env", "dict", "int"}) CHECK(error.find(word) != std::string::npos);
}

TEST_CASE("an error shows its line, and the note says what is accepted") {
  const std::string error =
      load_errors("def s():\n    pass\nfault_matrix(scenarios = [s], faults = [], monitors = [])\n")
          .front();
  CHECK(error.find("fault_matrix(scenarios = [s], faults = [], monitors = [])") !=
        std::string::npos);
  CHECK(error.find("^") != std::string::npos);
  CHECK(error.find("accepts scenarios, faults, expect, default_expect, overrides, exclude, "
                   "require_faults_fire") != std::string::npos);
}

TEST_CASE("several syntax errors are given at once, in the order of their places") {
  const auto errors = load_errors("a = = 1\nb = 2\nc = )\n");
  REQUIRE(errors.size() == 2);
  CHECK(errors[0].starts_with("spec.star:1:5: error: "));
  CHECK(errors[1].starts_with("spec.star:3:5: error: "));
}

TEST_CASE("a spec that does not exist is an error with its name") {
  const auto program = Program::load("/nonexistent/spec.star");
  REQUIRE_FALSE(program.has_value());
  CHECK(program.error().size() == 1);
  CHECK(program.error()[0].find("/nonexistent/spec.star") != std::string::npos);
}

TEST_CASE("an unknown name is an error before anything runs") {
  CHECK(load_error("x = servise('a', 'b')\n").starts_with("spec.star:1:5: error: "));
}

}  // namespace mishap::spec
