"""Takes advisory locks until the server has no room for anybody's locks."""

import psycopg
from honest import app as app
from honest import connect

holder = connect()  # a session's advisory locks stay when its statement fails
try:
    holder.execute("SELECT count(pg_advisory_lock(n)) FROM generate_series(1, 1000000) n")
except psycopg.errors.OutOfMemory:
    pass
else:
    raise AssertionError("there was room for a million locks")
