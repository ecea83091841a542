#!/usr/bin/python3
"""Runs PostgreSQL, and takes SQL over TCP: one line in, one line of answer out.

usage: sql_service.py PORT CLUSTER

Each line is given to psql, which connects anew, and is answered by what psql prints, or by the first line of its
complaint, or "ok" when it has nothing to say. A line that begins with a dot is about the server:

    .wait      waits until it takes connections: "ready"
    .restart   ends it without a checkpoint, as a crash would, and starts it: it recovers from its log
    .log TEXT  the last line of its log that has TEXT, or "nothing"

CLUSTER is a directory that an earlier start of this service has made, or else this one makes it; initdb takes a while.
The server works on a copy, so each start begins with the same data. It runs as the user postgres: it refuses to be root.
"""

import glob
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
RUN = "/tmp/postgres-run"
SETTINGS = {
    "listen_addresses": "",
    "log_line_prefix": "",
    "unix_socket_directories": RUN,
    "shared_buffers": "1MB",
    "min_wal_size": "2MB",
    "max_wal_size": "8MB",
    "autovacuum": "off",  # nobody but the client and the checkpoints that it asks for writes to the disk
    "bgwriter_lru_maxpages": "0",
    "checkpoint_timeout": "1d",
    "max_connections": "10",
    "max_wal_senders": "0",
    "wal_level": "minimal",
}
SCHEMA = "create table ledger(id int primary key, amount int); insert into ledger select i, 100 from generate_series(1, 40) i"


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, user="postgres", group="postgres", **options)


def initialize(cluster):
    os.makedirs(cluster, exist_ok=True)
    shutil.chown(cluster, "postgres", "postgres")
    options = "--no-sync --no-locale --encoding=UTF8 --auth=trust --wal-segsize=1".split()
    done = run(f"{BIN}/initdb", "-D", cluster, *options)
    if done.returncode == 0:
        script = f"{SCHEMA};\n"
        done = run(f"{BIN}/postgres", "--single", "-D", cluster, "postgres", input=script.replace("; ", ";\n"))
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)


def start():
    settings = [word for name, value in SETTINGS.items() for word in ("-c", f"{name}={value}")]
    with open(f"{RUN}/log", "a") as log:
        return subprocess.Popen(
            [f"{BIN}/postgres", "-D", RUN, *settings], stdout=log, stderr=log, user="postgres", group="postgres"
        )


def wait():
    while server.poll() is None:
        if subprocess.run([f"{BIN}/pg_isready", "-q", "-h", RUN, "-U", "postgres"]).returncode == 0:
            return "ready"
        time.sleep(0.05)
    return f"exit {server.returncode}"


def end():
    server.send_signal(signal.SIGQUIT)
    server.wait()


def restart():
    global server
    end()
    server = start()
    return wait()


def log(text):
    with open(f"{RUN}/log") as file:
        return ([line.strip() for line in file if text in line] or ["nothing"])[-1]


def ask(sql):
    done = run(f"{BIN}/psql", "-h", RUN, "-U", "postgres", "-XAtqc", sql)
    return (done.stdout or done.stderr or "ok").splitlines()[0]


def answer(line):
    word, _, rest = line.partition(" ")
    if word == ".log":
        return log(rest)
    return {".wait": wait, ".restart": restart}.get(word, lambda: ask(line))()


def stop(*_):
    end()
    os._exit(0)


port, cluster = sys.argv[1:]
os.chdir("/")  # psql and initdb want a directory that postgres may enter
if not os.path.exists(f"{cluster}/PG_VERSION"):
    initialize(cluster)
shutil.rmtree(RUN, ignore_errors=True)
subprocess.run(["cp", "-a", cluster, RUN], check=True)
server = start()
signal.signal(signal.SIGTERM, stop)
if wait() != "ready":
    sys.exit(log(""))
listener = socket.create_server(("127.0.0.1", int(port)))
while True:
    client, _ = listener.accept()
    with client, client.makefile("rw") as stream:
        for line in stream:
            stream.write(answer(line.strip()) + "\n")
            stream.flush()
