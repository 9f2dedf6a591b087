"""Opens files at each request until the server cannot accept another one."""

import os

from flask import Flask, abort

app = Flask(__name__)
opened = []


@app.get("/double")
def double():
    try:
        while True:
            opened.append(os.open("/dev/null", os.O_RDONLY))
    except OSError as error:
        print(f"{len(opened)} files are open: {error.strerror}", flush=True)
    abort(503)
