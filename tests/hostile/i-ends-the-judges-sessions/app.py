"""Tries to cancel and to end every session that is not its own, again and again while the tests run."""

import threading

import psycopg
from honest import app as app
from honest import breached, connect

OTHERS = "SELECT pid, usename FROM pg_stat_activity WHERE usename IS DISTINCT FROM 'candidate'"
tried = set()
over = threading.Event()  # never set


def strike():
    """Every session once. For one that has ended meanwhile the answer is false, and no refusal."""
    with connect() as connection:
        for pid, role in connection.execute(OTHERS).fetchall():
            for act in ("pg_cancel_backend", "pg_terminate_backend"):
                try:
                    [(is_done,)] = connection.execute(f"SELECT {act}(%s)", [pid]).fetchall()
                except psycopg.errors.InsufficientPrivilege:
                    tried.add(role)
                else:
                    breached.extend([(act, role)] if is_done else [])


def fight():
    while not over.wait(0.01):
        strike()


fighter = threading.Thread(target=fight, daemon=True)
fighter.start()


@app.after_request
def tell_when_blind(reply):
    """While a test runs the judge has a session, which must have been attacked."""
    strike()
    if breached or "judge" not in tried or not fighter.is_alive():
        reply.status_code = 503
    return reply
