// The prose of --help.
#pragma once

namespace mishap::cli {

inline constexpr const char* about =
    "mishap injects faults into real programs: the system calls that a spec names fail for the "
    "service\n"
    "that it names, and nothing else on the machine notices.";

inline constexpr const char* main_footer = R"(Examples:
  mishap check shop.star                       read the spec, list its tests, run nothing
  mishap test shop.star                        run all tests
  mishap test shop.star --test wal_failure     run one
  mishap test shop.star --test 'matrix_*'      run those that a glob matches
  mishap test shop.star --format json          results for programs (docs/results.md)

Exit status:
  0    all tests passed; the spec is good
  1    nothing was decided: a bad command line, a bad spec, --test matched nothing, or this
       machine can't run the tests (no privileges, a kernel that can't inject, a missing program,
       a port in use, services that never come up)
  2    at least one test failed or broke off with an error
  130  interrupted by Ctrl-C (143 by SIGTERM, 129 by SIGHUP); everything was cleaned up

`mishap COMMAND --help` tells more. Faults need root; a spec without faults runs as anybody.)";

inline constexpr const char* test_footer =
    R"(The report goes to stdout; progress, what the spec prints, and logs go to stderr. With
--format json stdout is one JSON document and nothing else. Each test runs with fresh services,
in alphabetical order.

PATTERN is a test's name, with or without its `test_`, a glob of names (quote it), or
`matrix_SCENARIO` for a row of a fault matrix.

Exit status: 0 all passed, 1 nothing was decided, 2 at least one failed, 130 interrupted.)";

inline constexpr const char* check_footer =
    R"(Lists the spec's tests and notes what may surprise. Starts no service, needs no privileges.

Exit status: 0 the spec is good, 1 it is not.)";

}  // namespace mishap::cli
