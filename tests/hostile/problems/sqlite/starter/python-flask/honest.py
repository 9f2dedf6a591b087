"""An honest answer, for attacks to stand beside: it answers as long as nothing is in `breached`."""

import os
import sqlite3

from flask import Flask, jsonify, request

app = Flask(__name__)
breached = []  # what an attack was not refused; none of it may be possible


def connect():
    """A connection to the database file that commits each statement."""
    return sqlite3.connect(os.environ["DATABASE_PATH"], autocommit=True)


@app.before_request
def tell_what_was_breached():
    if breached:
        return f"breached: {breached}", 500


@app.get("/double")
def double():
    (factor,) = connect().execute("SELECT factor FROM rule").fetchone()
    return jsonify(double=factor * int(request.args["of"]))


@app.get("/notes")
def notes():
    return jsonify(notes=[text for (text,) in connect().execute("SELECT text FROM notes ORDER BY id")])


@app.post("/notes")
def note():
    connect().execute("INSERT INTO notes (text) VALUES (?)", [request.get_json()["text"]])
    return "", 201
