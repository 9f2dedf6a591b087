"""Locks the table of notes for ever, as soon as it has stored the note that the suite will look for."""

from honest import app, connect

holder = connect()
holder.execute("SET idle_in_transaction_session_timeout = 0")


@app.after_request
def lock(reply):
    if reply.status_code == 201:
        holder.execute("BEGIN")
        holder.execute("LOCK TABLE notes IN ACCESS EXCLUSIVE MODE")
    return reply
