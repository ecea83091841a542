"""The Python program among those of lang_c.c: open, write, fsync and connect, each told on a line. usage: DIR"""

import os
import socket
import sys


def tell(name, step):
    try:
        step()
        print(f"{name}: ok")
    except OSError as error:
        print(f"{name}: {os.strerror(error.errno)}")


directory = sys.argv[1]
server = socket.create_server(("127.0.0.1", 0))
tell("open", lambda: open(directory + "/locked", "w").close())
data = open(directory + "/data", "ab", buffering=0)
tell("write", lambda: data.write(b"text\n"))
tell("fsync", lambda: os.fsync(data.fileno()))
tell("connect", lambda: socket.create_connection(server.getsockname()).close())
