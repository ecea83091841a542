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
  mishap run --fault write=ENOSPC -- cp a b    one program under faults, without a spec
  mishap run --trace -- ls -l                  its system calls, with paths and results
  mishap attach unit:redis --fault fsync=EIO   what runs already, until Ctrl-C

Exit status:
  0    all tests passed; the spec is good
  1    nothing was decided: a bad command line, a bad spec, --test matched nothing, or this
       machine can't run the tests (no privileges, a kernel that can't inject, a missing program,
       a port in use, services that never come up)
  2    at least one test failed or broke off with an error
  130  interrupted by Ctrl-C (143 by SIGTERM, 129 by SIGHUP); everything was cleaned up

`mishap COMMAND --help` tells more; run and attach have an exit status of their own. Faults need root; a spec without faults runs as anybody.)";

inline constexpr const char* test_footer =
    R"(The report goes to stdout; progress, what the spec prints, and logs go to stderr. With
--format json stdout is one JSON document and nothing else. Each test runs with fresh services,
in alphabetical order.

PATTERN is a test's name, with or without its `test_`, a glob of names (quote it), or
`matrix_SCENARIO` for a row of a fault matrix.

Exit status: 0 all passed, 1 nothing was decided, 2 at least one failed, 130 interrupted.)";

inline constexpr const char* run_footer =
    R"(Runs COMMAND, looked up as a shell does, and faults it and all its descendants, from its first
instruction on. It keeps mishap's terminal, standard streams and open files, gets the signals that
mishap gets, and its exit status becomes mishap's. mishap stays until all descendants have ended;
once COMMAND has, SIGINT, SIGTERM, SIGHUP or SIGQUIT lets the others run on, without faults.

FAULT is NAME=ACTION[:PROB%][:GLOB][:nth=N|after=N|every=N|when=RANGE][:times=N][:per=WHOSE], where
NAME is an --op, a family or a syscall (docs/syscalls.md), and ACTION one of
  EIO, any errno   the call is not carried out and fails; EIO:exit: it is, and is told to fail
  skip             it is not carried out and reports full success
  crash            instead of it the process gets SIGKILL (crash:SIGTERM); crash:exit: after it
  allow            it passes whatever later faults say
  trace            it is recorded, and later faults decide
WHOSE calls count together: process, thread, fd or path. Or in a spec's words (docs/spec.md):
'NAME=deny("EIO", ...)', 'NAME=returns(0)', ... OP is NAME=op([SYSCALL, ...], path=GLOB, ...) as in
a spec. Both may be repeated.

  mishap run --fault write=ENOSPC:/tmp/** -- make       no room in /tmp
  mishap run --fault 'connect=ECONNREFUSED:30%' -- curl -s localhost
  mishap run --fault fsync=EIO:nth=3 --trace --summary -- sqlite3 a.db <a.sql
  mishap run --fault 'fsync=skip:*.db' --fault 'write=crash:exit:*.db:nth=9' -- sqlite3 a.db <a.sql
  mishap run --op 'persist=op(["write", "fsync"], path="/data/**")' \
             --fault 'persist=deny("EIO", label="disk")' --trace -- my-server
  mishap run --trace -o calls.txt -- python3 a.py       every call, as strace -f has them
  mishap run --summary -- ls                            and as strace -c

Trace, summary and warnings go to stderr, or the first two to FILE. With --format json each line is
an object; the summary is the last one. Faults refuse io_uring_setup with ENOSYS, since what goes
through a ring makes no call that could be faulted; --io-uring=allow leaves it alone.

Exit status: COMMAND's; 128+N when signal N killed it. Of mishap itself:
  125  a bad command line, no root, a kernel that can't inject
  126  COMMAND was found but can't be executed
  127  COMMAND was not found)";

inline constexpr const char* attach_footer =
    R"(Faults something that runs already, until --for is over, Ctrl-C (SIGTERM, SIGHUP), or its end;
then the faults are lifted. Also when mishap is killed. Nothing is restarted, moved or stopped.

TARGET is one of
  pid:N         the process, its threads, and its descendants, those that it has included
  cgroup:PATH   all in this cgroup2 directory and below; /sys/fs/cgroup/a/b or just /a/b
  unit:NAME     a systemd unit, by its cgroup: NAME or NAME.service

FAULT and OP are as for `mishap run`.

  mishap attach unit:postgresql --fault fsync=EIO:5% --for 30s --summary
  mishap attach pid:4711 --op 'aof=op(["write", "fsync"], path="/var/lib/redis/*.aof")' \
                --fault 'aof=deny("EIO")' --trace
  mishap attach cgroup:/system.slice/x.service --trace | grep ENOENT

Trace and summary go to stdout, or to FILE; all else to stderr.

Exit status: 0 when the time was over or the target has ended, 130 after Ctrl-C (143 SIGTERM, 129
SIGHUP); 1 when nothing was done: a bad command line, no root, no such target, a kernel that can't.)";

inline constexpr const char* check_footer =
    R"(Lists the spec's tests and notes what may surprise. Starts no service, needs no privileges.

Exit status: 0 the spec is good, 1 it is not.)";

}  // namespace mishap::cli
