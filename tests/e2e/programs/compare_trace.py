"""Compares what `strace -f -y -o FILE` and `mishap run --trace --format json -o FILE` tell of two runs of one program.

usage: compare_trace.py STRACE MISHAP [CWD]     one line for each difference (20 at most), or the numbers of what agreed

Compared are, for each process in the order of its calls: the call's name, the paths of its arguments and descriptors,
and its result. Processes are told apart by their place in the tree of forks. What two runs can't have in common:

- addresses that mmap, mremap and brk return: where things lie is random
- pids: compared as places in the tree, "outside" for those that are none of the program's
- rt_sigreturn: its place among the calls is up to when a signal comes; how many there are is compared
"""

import json
import posixpath
import re
import sys
from collections import defaultdict

ADDRESSES = {"mmap", "mremap", "brk"}
FORKS = {"fork", "vfork", "clone", "clone3"}
PIDS = FORKS | {
    "wait4", "waitid", "getpid", "gettid", "getppid", "set_tid_address", "getpgrp", "getpgid", "getsid", "setsid"
}
# The 32-bit names of calls that are entered as the 64-bit ones.
NATIVE_NAMES = {"ugetrlimit": "getrlimit"}
RESTARTS = {
    "ERESTARTSYS": -512, "ERESTARTNOINTR": -513, "ERESTARTNOHAND": -514, "ERESTART_RESTARTBLOCK": -516
}

# Which arguments of the calls that take a path are paths, and which one is the directory that it is relative to.
PATHS = {
    **{name: [(0, None)] for name in (
        "access", "chdir", "chmod", "chown", "creat", "execve", "getxattr", "lgetxattr", "listxattr", "llistxattr", "lstat",
        "mkdir", "open", "readlink", "rmdir", "stat", "statfs", "truncate", "unlink", "utimes")},
    **{name: [(1, 0)] for name in (
        "faccessat", "faccessat2", "fchmodat", "fchownat", "mkdirat", "newfstatat", "openat", "openat2", "readlinkat",
        "statx", "unlinkat", "utimensat")},
    **{name: [(0, None), (1, None)] for name in ("link", "rename")},
    **{name: [(1, 0), (3, 2)] for name in ("linkat", "renameat", "renameat2")},
    "symlink": [(1, None)],
    "symlinkat": [(2, 1)],
}
# Where a descriptor is no first argument.
DESCRIPTORS = {"mmap": [4], "epoll_ctl": [0, 2], "sendfile": [0, 1], "copy_file_range": [0, 2]}

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "v": "\v", "f": "\f", '"': '"', "\\": "\\"}


def split_arguments(text):
    """The arguments of a call as strace writes them, apart at the commas that are in no quotes or brackets."""
    found, depth, at, start = [], 0, 0, 0
    while at < len(text):
        char = text[at]
        if char == '"':
            at += 1
            while text[at] != '"':
                at += 2 if text[at] == "\\" else 1
        elif char == "<" and (end := text.find(">", at)) > 0:
            at = end
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == "," and depth == 0:
            found.append(text[start:at].strip())
            start = at + 1
        at += 1
    return [*found, text[start:].strip()]


def unescaped(text):
    """What C's escapes stand for: bytes, which JSON has as UTF-8."""
    bytes_as_text = re.sub(r"\\([0-7]{1,3}|.)", lambda m: ESCAPES.get(m[1]) or chr(int(m[1], 8)), text)
    return bytes_as_text.encode("latin-1").decode(errors="replace")


def unquoted(text):
    """The string between quotes, or None."""
    match = re.match(r'"((?:[^"\\]|\\.)*)"', text)
    return match and unescaped(match[1])


def file_of(argument):
    """The path of a descriptor, `3</etc/passwd>`; None for pipes and sockets."""
    match = re.match(r"(?:\d+|AT_FDCWD)<(/[^>]*)>", argument)
    return match and unescaped(match[1].removesuffix(" (deleted)"))


def paths_of(name, arguments, cwd):
    """The paths that a call is about: arguments first made absolute, then descriptors."""
    found, bases = [], set()
    for arg, base in PATHS.get(name, []):
        text = unquoted(arguments[arg]) if arg < len(arguments) else None
        directory = cwd if base is None else file_of(arguments[base])
        if base is not None:
            bases.add(base)
        if text is not None and (directory or text.startswith("/")):
            joined = posixpath.normpath(posixpath.join(directory or "/", text)) if text else directory
            found.append("/" + joined.lstrip("/"))
    for arg in DESCRIPTORS.get(name, [0]):
        if arg not in bases and arg < len(arguments) and (path := file_of(arguments[arg])):
            found.append(path)
    return found


def strace_result(name, text):
    """An errno's name, a number, or None for a call that did not return."""
    words = text.split()
    if words[0] == "?":
        return RESTARTS.get(words[1]) if len(words) > 1 else None
    if words[0] == "-1":
        return words[1]
    return int(words[0].split("<")[0], 8 if name == "umask" else 0)


def read_strace(file, cwd):
    """Calls as (pid, name, paths, result), in the order in which they began."""
    calls, unfinished = [], {}
    for line in open(file, encoding="utf-8", errors="surrogateescape"):
        pid, text = re.match(r"(\d+) +(.*)", line).groups()
        if text.startswith(("---", "+++")):
            continue
        if text.endswith("<unfinished ...>"):
            unfinished[pid] = len(calls)
            calls.append([int(pid), text.removesuffix("<unfinished ...>")])
        elif resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", text):
            calls[unfinished.pop(pid)][1] += resumed[1]
        else:
            calls.append([int(pid), text])
    cwds = defaultdict(lambda: cwd)
    told = []
    for pid, text in calls:
        name, arguments, result = re.match(r"(\w+)\((.*)\) += (.*)$", text).groups()
        name = NATIVE_NAMES.get(name, name)
        arguments, result = split_arguments(arguments), strace_result(name, result)
        paths = paths_of(name, arguments, cwds[pid])
        if name in ("chdir", "fchdir") and result == 0:
            cwds[pid] = paths[0]
        if name in FORKS and isinstance(result, int) and result > 0:
            cwds[result] = cwds[pid]
        told.append((pid, name, paths, result))
    return told


def read_mishap(file):
    calls = [json.loads(line) for line in open(file)]
    calls = sorted((call for call in calls if call["type"] == "call"), key=lambda call: call["time_ns"])
    return [
        (call["tid"], call["syscall"], call.get("paths", []), call.get("errno", call.get("result"))) for call in calls
    ]


def by_process(calls):
    """A dict from places in the tree of forks ("0", "0.1", "0.1.1") to processes' calls, with pids as such places."""
    places, born = {calls[0][0]: "0"}, defaultdict(int)
    for pid, name, _, result in sorted(calls, key=lambda call: call[1] not in FORKS):
        if name in FORKS and isinstance(result, int) and result > 0:
            born[pid] += 1
            places.setdefault(result, f"{places[pid]}.{born[pid]}")
    processes, returns = defaultdict(list), defaultdict(int)
    for pid, name, paths, result in calls:
        if name == "rt_sigreturn":
            returns[places[pid]] += 1
            continue
        if isinstance(result, int) and name in PIDS and result > 0:
            result = places.get(result, "outside")
        if isinstance(result, int) and name in ADDRESSES:
            result = "address"
        processes[places[pid]].append((name, tuple(paths), result))
    for place, count in returns.items():
        processes[place].append(("rt_sigreturn", (), f"{count} times"))
    return processes


def differences(left, right):
    """Texts. Where the names of a process's calls differ, the first such place; else every call that differs."""
    for place in sorted(left.keys() | right.keys()):
        ours, theirs = left.get(place, []), right.get(place, [])
        if [call[0] for call in ours] != [call[0] for call in theirs]:
            at = next((i for i, (a, b) in enumerate(zip(ours, theirs)) if a[0] != b[0]), min(len(ours), len(theirs)))
            for who, calls in (("strace", ours), ("mishap", theirs)):
                yield f"process {place}, call {at} of {len(calls)}, {who}: {calls[max(0, at - 2):at + 3]}"
            continue
        for at, (a, b) in enumerate(zip(ours, theirs)):
            if a != b:
                yield f"process {place}, call {at}: {a[0]}: strace {a[1:]}, mishap {b[1:]}"


def main():
    cwd = sys.argv[3] if len(sys.argv) > 3 else "/"
    left, right = by_process(read_strace(sys.argv[1], cwd)), by_process(read_mishap(sys.argv[2]))
    found = list(differences(left, right))
    for text in found[:20]:
        print(text)
    if found:
        print(f"{len(found)} differences")
        return 1
    calls = [call for each in left.values() for call in each]
    with_paths = sum(bool(call[1]) for call in calls)
    print(f"the same {len(calls)} calls of {len(left)} processes, {with_paths} of them with paths")
    return 0


if __name__ == "__main__":
    sys.exit(main())
