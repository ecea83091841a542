"""A service that does what it is told over TCP, one line a request: how tests drive programs that have no port.

    run CMD...       a child process: its exit status, and what it printed, on one line
    write PATH TEXT  open, write, close here: "ok" or the errno's name
    say TEXT         to stdout: "ok" or the errno's name
"""

import errno
import os
import shlex
import socketserver
import subprocess
import sys


def attempt(action):
    try:
        action()
        return "ok"
    except OSError as error:
        return errno.errorcode[error.errno]


def write(path, text):
    fd = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o644)
    try:
        os.write(fd, text.encode() + b"\n")
    finally:
        os.close(fd)


def answer(request):
    word, *rest = shlex.split(request)
    if word == "run":
        done = subprocess.run(rest, stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return " ".join([f"exit {done.returncode}", *(done.stdout + done.stderr).split()])
    if word == "write":
        return attempt(lambda: write(rest[0], rest[1]))
    if word == "say":
        return attempt(lambda: os.write(1, rest[0].encode() + b"\n"))
    return "what?"


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        request = b""
        while not request.endswith(b"\n"):
            part = self.request.recv(65536)
            if not part:
                return
            request += part
        self.request.sendall(answer(request.decode()).encode() + b"\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


Server(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()
