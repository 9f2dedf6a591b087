"""An honest answer, for attacks to stand beside: it answers as long as nothing is in `breached`."""

import os

import psycopg
from flask import Flask, abort, jsonify, request

app = Flask(__name__)
breached = []  # what an attack was not refused; none of it may be possible


def connect(**options):
    """A connection as role candidate that commits each statement."""
    return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True, **options)


def attempt(*statements, refusal=psycopg.errors.InsufficientPrivilege):
    """Notes each statement that is not refused in this way; any other error is a fault of the attempt."""
    for statement in statements:
        with connect() as connection:
            try:
                connection.execute(statement)
            except refusal:
                continue
            breached.append(statement)


@app.before_request
def tell_what_was_breached():
    if breached:
        return f"breached: {breached}", 500


@app.get("/double")
def double():
    with connect() as connection:
        row = connection.execute("SELECT double FROM numbers WHERE n = %s", [int(request.args["of"])]).fetchone()
    return jsonify(double=row[0]) if row else abort(404)


@app.post("/notes")
def note():
    with connect() as connection:
        connection.execute("INSERT INTO notes (text) VALUES (%s)", [request.get_json()["text"]])
    return "", 201
