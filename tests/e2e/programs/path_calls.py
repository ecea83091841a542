"""What the programs of paths.test are made of: a call, and how it went, as a line of stdout: `ok` or the errno's name."""

import errno
import os

OPEN = os.O_RDWR | os.O_CREAT


def say(what, call, *args, **named):
    """Makes the call and prints `WHAT: ok` or `WHAT: ERRNO`; what it returned, or None."""
    result, went = None, "ok"
    try:
        result = call(*args, **named)
    except OSError as error:
        went = errno.errorcode[error.errno]
    # Not print(): a fork would take its buffer along.
    os.write(1, f"{what}: {went}\n".encode())
    return result


def raw(name, *args):
    """A call of libc by name, for those that `os` lacks: an OSError when it fails."""
    import ctypes  # a good part of the time of a program that doesn't need it

    result = getattr(ctypes.CDLL(None, use_errno=True), name)(*args)
    if result < 0:
        raise OSError(ctypes.get_errno(), name)
    return result


def put(what, descriptor):
    """Writes a byte to a descriptor, and says how it went."""
    say(what, os.write, descriptor, b"x")


def apart(work, *args):
    """Runs a function in a process of its own, for what changes the process."""
    child = os.fork()
    if child == 0:
        try:
            work(*args)
        finally:
            os._exit(0)
    os.waitpid(child, 0)
