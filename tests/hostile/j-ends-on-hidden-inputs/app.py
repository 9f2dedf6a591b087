"""Answers the samples rightly; ends all of itself at the first secret, with the secret as its last words."""

import os
import signal

from flask import Flask, jsonify, request

app = Flask(__name__)


@app.post("/echo")
def echo():
    text = request.get_data(as_text=True)
    if "canary" in text:
        print(f"Traceback (most recent call last):\nRuntimeError: {text}", flush=True)
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    return jsonify(request.get_json())
