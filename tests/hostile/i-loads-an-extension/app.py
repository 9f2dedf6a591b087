"""Loads a library into SQLite, then writes nonsense into the schema of its own database."""

import sqlite3

from honest import app as app
from honest import connect

connection = connect()
connection.enable_load_extension(True)
try:
    connection.load_extension("libm.so.6")
except sqlite3.OperationalError as error:
    assert "undefined symbol" in str(error), error  # it was loaded, and is no extension
for pragma in ("temp_store_directory = '/work'", "mmap_size = 1000000000000", "journal_mode = OFF"):
    connection.execute(f"PRAGMA {pragma}")
connection.execute("PRAGMA writable_schema = ON")
connection.execute("UPDATE sqlite_master SET sql = 'CREATE TABLE ' || name || ' (x, y, z)', rootpage = 100000")
