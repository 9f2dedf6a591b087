"""Prints lines without end as soon as it is asked for something."""

import os

from flask import Flask

LINES = b"All tests passed. " * 3640 + b"\n"
app = Flask(__name__)


@app.get("/double")
def double():
    while True:
        os.write(1, LINES)
