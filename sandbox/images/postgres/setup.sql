-- Two roles: judge owns the database and has no password yet, so it cannot log in before each run sets one;
-- candidate may use what judge gives it and nothing else. The superuser can only come through the private socket.
CREATE ROLE judge LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 8;
CREATE ROLE candidate LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 28 PASSWORD 'candidate';

-- A lock that a candidate holds must not stop the judge; a query that nobody waits for must not run on.
ALTER ROLE judge SET lock_timeout = '5s';
ALTER ROLE candidate SET statement_timeout = '30s';
ALTER ROLE candidate SET idle_in_transaction_session_timeout = '30s';

-- The judge ends what the candidate's role leaves running; a cancellation can be slept through.
GRANT pg_signal_backend TO judge;

ALTER DATABASE postgres RENAME TO app;
ALTER DATABASE app OWNER TO judge;
REVOKE ALL ON DATABASE app FROM PUBLIC; -- no TEMP, and nobody connects by default
GRANT CONNECT ON DATABASE app TO candidate;

\connect app
-- Nobody makes databases here, and the templates would be two thirds of what each box copies before it starts.
UPDATE pg_database SET datistemplate = false WHERE datname IN ('template0', 'template1');
DROP DATABASE template0;
DROP DATABASE template1;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO PUBLIC;

-- Every role may make large objects by default: a store that no table privilege governs.
REVOKE EXECUTE ON FUNCTION
    lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea), lo_open(oid, integer), lowrite(integer, bytea),
    lo_put(oid, bigint, bytea), lo_truncate(integer, integer), lo_truncate64(integer, bigint), lo_unlink(oid)
FROM PUBLIC;

-- Writes to the log what no table has to hold; a full log ends the server.
REVOKE EXECUTE ON FUNCTION
    pg_logical_emit_message(boolean, text, text, boolean), pg_logical_emit_message(boolean, text, bytea, boolean)
FROM PUBLIC;
