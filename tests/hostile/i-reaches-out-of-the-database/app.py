"""Asks the database server for its files, for programs, for foreign connections and for languages without limits."""

import psycopg
from honest import app as app
from honest import attempt

attempt(
    "COPY (SELECT 1) TO PROGRAM 'id'",
    "COPY notes (text) FROM PROGRAM 'id'",
    "COPY (SELECT 1) TO '/tmp/x'",
    "COPY notes (text) FROM '/data/cluster/pg_hba.conf'",
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('/proc/self/environ')",
    "SELECT pg_ls_dir('/')",
    "SELECT pg_ls_tmpdir()",
    "SELECT pg_stat_file('/etc/passwd')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_export(1, '/tmp/x')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'x')",
    "CREATE EXTENSION dblink",
    "CREATE EXTENSION postgres_fdw",
    "CREATE EXTENSION file_fdw",
    "CREATE EXTENSION pg_trgm",
    "CREATE FUNCTION run(cstring) RETURNS int LANGUAGE c AS 'libc.so.6', 'system'",
    "CREATE FUNCTION read(text) RETURNS text LANGUAGE internal AS 'pg_read_file'",
    "LOAD 'auto_explain'",
    "CREATE TABLESPACE mine LOCATION '/tmp'",
    "CREATE SUBSCRIPTION mine CONNECTION 'host=127.0.0.1' PUBLICATION mine",
    "SELECT pg_create_physical_replication_slot('mine')",
)
attempt("CREATE EXTENSION plpython3u", "CREATE LANGUAGE plperlu", refusal=psycopg.errors.FeatureNotSupported)
attempt("DO LANGUAGE plpython3u 'import os'", "DO LANGUAGE plperlu ''", refusal=psycopg.errors.UndefinedObject)
attempt("LOAD '$libdir/plugins/mine'", refusal=psycopg.errors.UndefinedFile)
