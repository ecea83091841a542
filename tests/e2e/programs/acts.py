"""Makes the calls that its arguments name, in their order, and prints on one line what came of each: a result, "ok" for
none, or the errno's name.

    write:FILE:TEXT | writev:FILE:TEXT:TEXT... | pwritev:FILE:TEXT:TEXT...   opened anew, what it returned
    read:FILE | fsync:FILE | unlink:FILE | rename:FROM:TO
    both:FILE:FILE:N      N times a byte to the first and one to the second, each opened once
    dup:FILE:N            N bytes, by turns through a descriptor and a duplicate of it
    threads:FILE:K:N      K threads, one after the other, each N bytes through one descriptor
    forks:FILE:K:N        the same by processes
    caught:SIGNAL:FILE    a byte, with a handler for the signal; the answer ends in * if it ran
"""

import ctypes
import errno
import os
import signal
import sys
import threading

libc = ctypes.CDLL(None, use_errno=True)


def attempt(action):
    try:
        result = action()
        return "ok" if result is None else str(result)
    except OSError as error:
        return errno.errorcode[error.errno]


def opened(path, flags=os.O_CREAT | os.O_WRONLY | os.O_APPEND):
    return os.open(path, flags, 0o644)


def on(path, action, flags=os.O_CREAT | os.O_WRONLY | os.O_APPEND):
    """Does it to a descriptor of the file."""
    fd = opened(path, flags)
    try:
        return attempt(lambda: action(fd))
    finally:
        os.close(fd)


def byte(fd):
    """Writes one; says nothing if that worked."""
    os.write(fd, b"x")


def bytes_of(texts):
    return [text.encode() for text in texts]


def write(path, text):
    return on(path, lambda fd: os.write(fd, text.encode()))


def writev(path, *texts):
    return on(path, lambda fd: os.writev(fd, bytes_of(texts)))


def pwritev(path, *texts):
    return on(path, lambda fd: os.pwritev(fd, bytes_of(texts), 0), os.O_CREAT | os.O_WRONLY)


def read(path):
    return on(path, lambda fd: os.read(fd, 100), os.O_RDONLY)


def fsync(path):
    return on(path, os.fsync)


def unlink(path):
    return attempt(lambda: os.unlink(path))


def rename(old, new):
    return attempt(lambda: os.rename(old, new))


def by_turns(fds, count):
    return " ".join(attempt(lambda: byte(fd)) for _ in range(int(count)) for fd in fds)


def both(first, second, count):
    return by_turns([opened(first), opened(second)], count)


def dup(path, count):
    fd = opened(path)
    return by_turns([fd, os.dup(fd)], int(count) // 2)


def threads(path, howmany, count):
    fd, answers = opened(path), []
    for _ in range(int(howmany)):
        thread = threading.Thread(target=lambda: answers.append(by_turns([fd], count)))
        thread.start()
        thread.join()
    return ", ".join(answers)


def forks(path, howmany, count):
    fd = opened(path)
    answers = []
    for _ in range(int(howmany)):
        incoming, outgoing = os.pipe()
        if os.fork() == 0:
            os.write(outgoing, by_turns([fd], count).encode())
            os._exit(0)
        os.close(outgoing)
        answers.append(os.read(incoming, 1000).decode())
        os.wait()
    return ", ".join(answers)


def caught(name, path):
    ran = []
    signal.signal(getattr(signal, name), lambda *_: ran.append(name))
    fd = opened(path)
    # Not by os.write, which starts over after EINTR.
    result = libc.write(fd, b"x", ctypes.c_size_t(1))
    answer = errno.errorcode[ctypes.get_errno()] if result < 0 else str(result)
    return answer + "*" * len(ran)


for word in sys.argv[1:]:
    name, *arguments = word.split(":")
    print(globals()[name](*arguments), flush=True)
