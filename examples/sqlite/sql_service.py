#!/usr/bin/python3
"""A bank ledger in SQLite behind a TCP port: one line of SQL in, one line of answer out.

usage: sql_service.py PORT DATABASE JOURNAL_MODE

The answer has the rows' values, or "ok" when there are none, or "error: " and what SQLite says. The line ".die" is
`kill -9` of the process that has the database open. The library is the system's own, with its own defaults
(synchronous=FULL); all that is set is the journal mode.

The process that listens only starts a worker, and another one when that has died, as systemd would. The port stays open
meanwhile. A client whose worker dies gets no answer.
"""

import os
import signal
import socket
import sqlite3
import sys

SCHEMA = """
create table ledger(id integer primary key, amount integer, note text);
insert into ledger(amount, note)
  with recursive n(i) as (values (1) union all select i + 1 from n where i < 40) select 100, hex(zeroblob(900)) from n;
"""  # 40 rows of 100 each, two on a page: the sum is 4000, and changing all takes many pages


def create(path, journal_mode):
    for suffix in ("", "-journal", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.remove(path + suffix)
    database = sqlite3.connect(path)
    database.execute(f"pragma journal_mode={journal_mode}")
    database.executescript(SCHEMA)
    database.close()


def answer(database, sql):
    try:
        rows = database.execute(sql).fetchall()
        return ", ".join(" ".join(map(str, row)) for row in rows).replace("\n", " ") or "ok"
    except sqlite3.Error as error:
        return f"error: {error}"


def work(listener, path):
    database = sqlite3.connect(path, isolation_level=None)
    while True:
        client, _ = listener.accept()
        with client, client.makefile("rw") as stream:
            for line in stream:
                if line == ".die\n":
                    os.kill(os.getpid(), signal.SIGKILL)
                stream.write(answer(database, line) + "\n")
                stream.flush()


port, path, journal_mode = sys.argv[1:]
create(path, journal_mode)
listener = socket.create_server(("127.0.0.1", int(port)))
while True:
    worker = os.fork()
    if worker == 0:
        work(listener, path)
    signal.signal(signal.SIGTERM, lambda *_: (os.kill(worker, signal.SIGKILL), os._exit(0)))
    os.waitpid(worker, 0)
