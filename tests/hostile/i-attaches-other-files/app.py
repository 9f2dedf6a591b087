"""Has SQLite read, create and copy to files in every place where a judge could keep something."""

import sqlite3

from honest import app as app
from honest import breached, connect

READ = ("/etc/passwd", "/etc/shadow", "/proc/1/environ", "/proc/1/mem", "/opt/judge/sandbox/policy.py")
WRITTEN = ("/etc/x", "/opt/judge/x", "/usr/lib/x", "/var/lib/x", "/proc/self/x", "/sys/x", "/x", "../x")
REFUSALS = ("unable to open", "file is not a database", "disk I/O error", "readonly")


def attempt(*statements):
    """One after the other on a connection of their own; one of them must be refused."""
    connection = connect()
    try:
        for statement in statements:
            connection.execute(statement)
    except sqlite3.Error as error:
        assert any(words in str(error) for words in REFUSALS), (statements, error)
    else:
        breached.append(statements)


for path in (*READ, *WRITTEN):
    attempt(f"ATTACH '{path}' AS other", "SELECT * FROM other.sqlite_master", "CREATE TABLE other.mine (x)")
for path in WRITTEN:
    attempt(f"VACUUM INTO '{path}'")
connect().execute("VACUUM INTO '/tmp/copy'")  # in its own folder it works: the attempts above were good ones
connect().execute("ATTACH '/tmp/copy' AS other")
