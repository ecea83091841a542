#!/usr/bin/python3
"""Runs redis-server with an append-only file, and starts it again when told to.

usage: redis_service.py CONTROL_PORT REDIS_PORT APPENDFSYNC

Clients talk to redis-server itself. The control port takes, and answers with one line:

    end      waits until redis-server has ended by itself: its exit status, and its last warning
    kill     kill -9: "killed"
    start    starts it again on the files that it left, and waits until it takes commands: "ready"
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

DIRECTORY = "/tmp/redis-aof"


def start():
    global server
    options = f"--port {redis_port} --dir {DIRECTORY} --appendonly yes --appendfsync {appendfsync} --logfile log"
    server = subprocess.Popen(["redis-server", *options.split(), "--save", ""])
    while server.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", redis_port)) as client:
                client.sendall(b"PING\r\n")
                if client.recv(100).startswith(b"+PONG"):
                    return "ready"
        except OSError:
            pass
        time.sleep(0.02)
    return end()


def end():
    status = server.wait()
    with open(f"{DIRECTORY}/log") as log:
        warnings = re.findall(r" # (.*)", log.read())
    return f"exit {status}: {warnings[-1]}"


def kill():
    server.kill()
    server.wait()
    return "killed"


def stop(*_):
    server.kill()
    os._exit(0)


control_port, redis_port, appendfsync = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
shutil.rmtree(DIRECTORY, ignore_errors=True)
os.mkdir(DIRECTORY)
signal.signal(signal.SIGTERM, stop)
if start() != "ready":
    sys.exit("redis-server does not start")
listener = socket.create_server(("127.0.0.1", control_port))
while True:
    client, _ = listener.accept()
    with client, client.makefile("rw") as stream:
        for line in stream:
            answer = {"start": start, "end": end, "kill": kill}.get(line.strip(), lambda: "what?")()
            stream.write(answer + "\n")
            stream.flush()
