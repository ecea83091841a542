"""The language of *.test files: reads a file into Test blocks. README.md describes it."""

import re
from dataclasses import dataclass, field
from pathlib import Path

FEATURES = {"root", "vm", "host", "cgroup2", "fmod_ret", "override", "preempt_full", "icount"}
DIRECTIVE = re.compile(r"([A-Z_]+)(?:\s+(.*))?$")
HEREDOC = re.compile(r"(.*?)\s*<<([A-Z]+)$")
CHECKS = {f"EXPECT{stream}{how}" for stream in ("", "_ERR") for how in ("", "_REGEX", "_NOT")}
OTHERS = {"NAME", "REQUIRES", "FILE", "SETUP", "RUN", "EXIT", "GOLDEN", "MASK", "TIMEOUT", "CLEANUP"}


class BadTestFile(Exception):
    """A *.test file that can't be read; the text starts with file:line."""


@dataclass
class Test:
    """One block: what to run and what to see."""

    file: Path
    line: int
    name: str
    requires: list = field(default_factory=list)
    files: dict = field(default_factory=dict)  # name -> text
    setup: list = field(default_factory=list)
    run: list = field(default_factory=list)
    cleanup: list = field(default_factory=list)
    checks: list = field(default_factory=list)  # (directive, text)
    golden: str | None = None
    masks: list = field(default_factory=list)  # (compiled pattern, replacement)
    exit: int = 0
    timeout: float = 60

    @property
    def title(self):
        return f"{self.file.stem}: {self.name}"


def read_tests(path):
    """All blocks of the file, in order; raises BadTestFile."""
    tests = []
    for line, word, argument, body in directives(path):
        if word == "NAME":
            tests.append(Test(path, line, argument))
        elif not tests:
            raise BadTestFile(f"{path}:{line}: {word} before the first NAME")
        else:
            try:
                apply(tests[-1], word, argument, body)
            except (ValueError, OSError, re.error) as error:
                raise BadTestFile(f"{path}:{line}: {word}: {error}") from None
    for test in tests:
        if not test.run:
            raise BadTestFile(f"{path}:{test.line}: '{test.name}' has no RUN")
    return tests


def directives(path):
    """Yields (line number, word, argument, text of the here-document or None)."""
    lines = path.read_text().splitlines()
    at = 0
    while at < len(lines):
        start, text = at + 1, lines[at].strip()
        at += 1
        if not text or text.startswith("#"):
            continue
        found = DIRECTIVE.match(text)
        if not found or found[1] not in CHECKS | OTHERS:
            raise BadTestFile(f"{path}:{start}: not a directive: {text}")
        argument, body = found[2] or "", None
        heredoc = HEREDOC.match(argument)
        if heredoc:
            argument, end = heredoc[1], heredoc[2]
            if end not in lines[at:]:
                raise BadTestFile(f"{path}:{start}: no line '{end}' ends this text")
            stop = lines.index(end, at)
            body = "".join(line + "\n" for line in lines[at:stop])
            at = stop + 1
        yield start, found[1], argument, body


def apply(test, word, argument, body):
    """Adds one directive to the block."""
    if body is not None and argument and word != "FILE":
        raise ValueError("text before <<")
    text = argument if body is None else body
    if word in CHECKS:
        if not text:
            raise ValueError("expects nothing")
        if word.endswith("_REGEX"):
            re.compile(text)
        test.checks.append((word, text))
    elif word == "REQUIRES":
        test.requires += [check_feature(feature) for feature in argument.split()]
    elif word == "FILE":
        if body is None:
            raise ValueError("wants a here-document: FILE name <<END")
        test.files[argument] = body
    elif word == "GOLDEN":
        test.golden = body if body is not None else (test.file.parent / argument).read_text()
    elif word == "MASK":
        pattern, arrow, replacement = argument.partition(" => ")
        if not arrow:
            raise ValueError("wants PATTERN => REPLACEMENT")
        test.masks.append((re.compile(pattern, re.MULTILINE), replacement))
    elif word == "EXIT":
        test.exit = int(argument)
    elif word == "TIMEOUT":
        test.timeout = float(argument)
    else:
        getattr(test, word.lower()).append(text)


def check_feature(feature):
    bare = feature.removeprefix("!")
    if bare not in FEATURES and not bare.startswith("cmd:"):
        raise ValueError(f"no feature '{bare}'; there are cmd:PROGRAM, {', '.join(sorted(FEATURES))}")
    return feature
