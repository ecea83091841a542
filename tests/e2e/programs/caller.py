"""A service that makes the calls it is asked for over TCP, one line a request: "ok", a result, or the errno's name.

    connect HOST PORT | connect PATH | connect @NAME     a stream socket, closed again
    write PATH COUNT...                                  one write of each COUNT bytes; the answers, apart by blanks
    answer COUNT                                         one write of COUNT bytes to a socket
    ring PATH COUNT                                      COUNT writes of one byte through the io_uring made at the start
    setup                                                makes an io_uring

With "early" as second argument the ring is made before the service listens.
"""

import ctypes
import errno
import mmap
import os
import socket
import socketserver
import sys

libc = ctypes.CDLL(None, use_errno=True)
SETUP, ENTER = 425, 426
WRITE = 23


def call(number, *args):
    result = libc.syscall(ctypes.c_long(number), *[ctypes.c_long(each) for each in args])
    if result < 0:
        raise OSError(ctypes.get_errno(), "syscall")
    return result


class Ring:
    """As much of io_uring as one write at a time needs."""

    def __init__(self):
        self.params = (ctypes.c_uint32 * 30)()
        self.fd = call(SETUP, 4, ctypes.addressof(self.params))
        entries = self.params[0]
        self.rings = mmap.mmap(self.fd, 4096, offset=0)
        self.entries = mmap.mmap(self.fd, entries * 64, offset=0x10000000)
        self.tail, self.array = self.params[11], self.params[16]  # of the submission queue
        self.text = ctypes.create_string_buffer(b"x")

    def write(self, fd):
        entry = bytearray(64)
        entry[0] = WRITE
        entry[4:8] = fd.to_bytes(4, "little")
        entry[8:16] = (2**64 - 1).to_bytes(8, "little")
        entry[16:24] = ctypes.addressof(self.text).to_bytes(8, "little")
        entry[24:28] = (1).to_bytes(4, "little")
        self.entries[0:64] = bytes(entry)
        tail = int.from_bytes(self.rings[self.tail : self.tail + 4], "little")
        slot = self.array + (tail & 3) * 4
        self.rings[slot : slot + 4] = bytes(4)
        self.rings[self.tail : self.tail + 4] = (tail + 1).to_bytes(4, "little")
        call(ENTER, self.fd, 1, tail + 1, 1, 0, 0)  # waits for its completion: none is consumed


def attempt(action):
    try:
        return action() or "ok"
    except OSError as error:
        return errno.errorcode[error.errno]


def connect(target):
    if len(target) == 2:
        family = socket.AF_INET6 if ":" in target[0] else socket.AF_INET
        address = (target[0], int(target[1]))
    else:
        family = socket.AF_UNIX
        address = "\0" + target[0][1:] if target[0].startswith("@") else target[0]
    with socket.socket(family, socket.SOCK_STREAM) as sock:
        sock.settimeout(2)
        sock.connect(address)


def write(path, counts):
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
    try:
        return " ".join(attempt(lambda: os.write(fd, b"x" * int(count)) and None) for count in counts)
    finally:
        os.close(fd)


def answer_to_a_socket(count):
    left, right = socket.socketpair()
    with left, right:
        os.write(left.fileno(), b"x" * int(count))


def through_ring(path, count):
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
    for _ in range(int(count)):
        ring.write(fd)
    os.close(fd)
    return str(os.path.getsize(path))


def answer(request):
    word, *rest = request.split()
    if word == "connect":
        return attempt(lambda: connect(rest))
    if word == "write":
        return attempt(lambda: write(rest[0], rest[1:]))
    if word == "answer":
        return attempt(lambda: answer_to_a_socket(rest[0]))
    if word == "ring":
        return attempt(lambda: through_ring(rest[0], rest[1]))
    if word == "setup":
        return attempt(lambda: Ring() and None)
    return "what?"


class Handler(socketserver.StreamRequestHandler):
    def handle(self):
        request = self.rfile.readline().decode()
        if request:  # A health check says nothing.
            self.request.sendall(answer(request).encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


if sys.argv[2:] == ["early"]:
    ring = Ring()
Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
