"""Sends notifications that nobody reads, until they are refused."""

import psycopg
from honest import app as app
from honest import breached, connect

listener = connect()
listener.execute("LISTEN mine")
listener.execute("BEGIN")
listener.execute("SELECT 1")  # as long as this transaction is open, nothing in the queue can be dropped

with connect() as connection:
    try:
        for _ in range(40):
            connection.execute("SELECT pg_notify('mine', repeat('x', 7000) || n) FROM generate_series(1, 200) n")
        breached.append("56 MB of notifications")
    except psycopg.errors.ProgramLimitExceeded:
        pass
