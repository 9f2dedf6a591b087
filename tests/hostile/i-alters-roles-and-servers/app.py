"""Tries to change roles, the database and the server; then changes what it may: the settings of its own sessions."""

import psycopg
from honest import app as app
from honest import attempt, connect

attempt(
    "ALTER ROLE candidate SUPERUSER",
    "ALTER ROLE candidate CONNECTION LIMIT 100",
    "GRANT judge TO candidate",
    "GRANT pg_read_all_data TO candidate",
    "SET ROLE judge",
    "SET SESSION AUTHORIZATION judge",
    "ALTER ROLE judge PASSWORD 'mine'",
    "ALTER ROLE judge NOLOGIN",
    "ALTER ROLE judge SET search_path = pg_temp",
    "ALTER ROLE ALL SET search_path = pg_temp",
    "ALTER DATABASE app SET search_path = pg_temp",
    "ALTER DATABASE app CONNECTION LIMIT 0",
    "ALTER SYSTEM SET search_path = pg_temp",
    "SELECT pg_reload_conf()",
    "SET session_replication_role = replica",
    "SET temp_file_limit = -1",
    "SET log_statement = 'all'",
    "SET session_preload_libraries = 'mine'",
    "CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "ALTER TABLE numbers OWNER TO candidate",
    "REASSIGN OWNED BY judge TO candidate",
    "DROP OWNED BY judge",
    "TRUNCATE notes",
    "SELECT setval('notes_id_seq', 5)",
    "SELECT pg_logical_emit_message(false, '', repeat('x', 1000000))",
)

with connect() as connection:
    connection.execute("ALTER ROLE candidate SET search_path = pg_temp, public")
    connection.execute("ALTER ROLE candidate SET statement_timeout = 0")
    connection.execute("ALTER ROLE candidate SET lock_timeout = '1ms'")
with connect() as connection, connection.transaction(force_rollback=True):
    connection.execute("INSERT INTO notes (text) VALUES ('to be left behind, locked')")
    try:
        connection.execute("PREPARE TRANSACTION 'mine'")
    except psycopg.errors.ObjectNotInPrerequisiteState:
        pass
    else:
        raise AssertionError("a transaction was left behind")
