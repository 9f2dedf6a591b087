"""Tries to create things that the suite's own statements would meet instead of the real ones."""

from honest import app as app
from honest import attempt

UPPER = "upper(varchar) RETURNS text LANGUAGE sql AS $$ SELECT 'as the suite wants it' $$"

attempt(
    f"CREATE FUNCTION public.{UPPER}",
    f"CREATE FUNCTION pg_temp.{UPPER}",
    f"CREATE FUNCTION pg_catalog.{UPPER}",
    "CREATE OPERATOR public.= (FUNCTION = texteq, LEFTARG = varchar, RIGHTARG = varchar)",
    "CREATE CAST (varchar AS bigint) WITH INOUT",
    "CREATE TYPE public.varchar AS (x int)",
    "CREATE DOMAIN public.bigint AS text",
    "CREATE AGGREGATE public.count(varchar) (sfunc = textcat, stype = text)",
    'CREATE COLLATION public.mine FROM "C"',
    "CREATE TABLE public.mine (n int)",
    "CREATE TABLE pg_temp.notes (text varchar)",
    "CREATE TEMP TABLE notes (text varchar)",
    "CREATE TEMP VIEW notes AS SELECT 'as the suite wants it' AS text",
    "CREATE SCHEMA judge",  # the first place where role judge looks, if there were one
    "ALTER TABLE notes RENAME TO others",
    "CREATE RULE mine AS ON INSERT TO notes DO INSTEAD NOTHING",
    "CREATE TRIGGER mine BEFORE INSERT ON notes EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "CREATE POLICY mine ON notes USING (false)",
    "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
    "CREATE INDEX ON notes (text)",
    "ALTER DEFAULT PRIVILEGES FOR ROLE judge GRANT ALL ON TABLES TO candidate",
)
