"""Reads what the database shows of other sessions while the tests run; asks for passwords and the judge's tables."""

import threading

from honest import app as app
from honest import attempt, breached, connect

REFUSED = "<insufficient privilege>"
SHOWN = (
    "SELECT query FROM pg_stat_activity WHERE usename = 'judge'",
    "SELECT query FROM pg_stat_get_activity(NULL) WHERE usesysid = 'judge'::regrole",
    "SELECT pg_stat_get_backend_activity(n) FROM pg_stat_get_backend_idset() n"
    " WHERE pg_stat_get_backend_userid(n) = 'judge'::regrole",
    "SELECT statement FROM pg_prepared_statements",
    "SELECT rolpassword FROM pg_roles WHERE rolpassword <> '********'",
    "SELECT most_common_vals::text FROM pg_stats WHERE tablename IN ('secrets', 'numbers')",
    "SELECT setting FROM pg_settings WHERE setting LIKE '%canary%'",
)
attempt(
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_shadow",
    "SELECT * FROM pg_hba_file_rules",
    "SELECT * FROM pg_config",
    "SELECT * FROM pg_statistic",
    "SELECT * FROM pg_largeobject",
    "SELECT current_setting('hba_file')",
    "SELECT * FROM secrets",
    "SELECT query_to_xml('SELECT * FROM secrets', true, true, '')",
    "COPY secrets TO STDOUT",
)
seen = set()
over = threading.Event()  # never set


def look():
    """Reads every view once; what is found and is no refusal is a breach."""
    with connect(prepare_threshold=None) as connection:
        for statement in SHOWN:
            texts = {text for (text,) in connection.execute(statement)}
            breached.extend(texts - {REFUSED, ""})  # "": a session that has said nothing yet
            seen.update(texts)


def watch():
    while not over.wait(0.01):
        look()


watcher = threading.Thread(target=watch, daemon=True)
watcher.start()


@app.after_request
def tell_when_blind(reply):
    """While a test runs the judge has a session, whose statement must have been refused; else nothing was watched."""
    look()
    if breached or REFUSED not in seen or not watcher.is_alive():
        reply.status_code = 503
    return reply
