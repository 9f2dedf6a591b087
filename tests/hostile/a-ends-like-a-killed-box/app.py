"""Kills its main process as soon as it is asked something."""

import os
import signal

from flask import Flask

app = Flask(__name__)


@app.get("/double")
def double():
    os.kill(os.getppid(), signal.SIGKILL)
    signal.pause()
