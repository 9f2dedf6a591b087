"""Stores rows until not even the shortest one fits, then changes its role's settings until that is refused too."""

import psycopg
from honest import app as app
from honest import connect

STORE = "INSERT INTO notes (text) SELECT repeat('x', {} + 0 * generate_series(1, 1000000))"
CHANGE = """
DO $$ BEGIN
    FOR n IN 1..10000 LOOP
        EXECUTE format('ALTER ROLE candidate SET application_name = %L', repeat(md5(n::text), 300));
    END LOOP;
END $$
"""

with connect() as connection:
    for statement in (STORE.format(1500), STORE.format(400), STORE.format(1), CHANGE):
        try:
            connection.execute(statement)
        except psycopg.errors.DiskFull:
            continue
        raise AssertionError("the disk has no end")
