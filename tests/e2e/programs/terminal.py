"""A person at a terminal: runs a command on a pseudo terminal and types keys when asked to.

    terminal.py [EXPECTED KEYS]... -- COMMAND...

Waits until the terminal shows each EXPECTED, then types KEYS ("^C", "^Z", "^\\", or a line, to which a return is
added). Prints what the terminal showed, without carriage returns, and exits with COMMAND's status as a shell gives it.
"""
import os
import pty
import select
import sys
import time

KEYS = {"^C": b"\x03", "^Z": b"\x1a", "^\\": b"\x1c"}


def main() -> int:
    split = sys.argv.index("--")
    script = list(zip(sys.argv[1:split:2], sys.argv[2:split:2]))
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[split + 1], sys.argv[split + 1:])
    seen, at = b"", 0
    end = time.monotonic() + 150
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 0.1)[0]:
            continue
        try:
            data = os.read(terminal, 4096)
        except OSError:  # The last one has closed its end.
            break
        if not data:
            break
        seen += data
        while script and (found := seen.find(script[0][0].encode(), at)) >= 0:
            at = found + len(script[0][0])
            keys = script.pop(0)[1]
            os.write(terminal, KEYS.get(keys, keys.encode() + b"\n"))
    else:
        os.kill(pid, 9)
    sys.stdout.write(seen.decode(errors="replace").replace("\r", ""))
    for expected, _ in script:
        print(f"\nnever shown: {expected}")
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) % 256


if __name__ == "__main__":
    sys.exit(main())
