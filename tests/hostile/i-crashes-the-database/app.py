"""Has the database's process ended by its own memory limit, waits until there is a database again, and answers."""

import contextlib

import psycopg
from honest import app as app
from honest import connect

try:
    connect().execute("SELECT length(repeat('x', 1000000000))")
except psycopg.errors.OutOfMemory:
    raise  # the box has room for a gigabyte: nothing was tried
except psycopg.OperationalError:
    pass  # the connection was lost with the server's process
else:
    raise AssertionError("the box has room for a gigabyte")

is_back = False
while not is_back:
    with contextlib.suppress(psycopg.OperationalError):
        is_back = connect().execute("SELECT true").fetchone()[0]
