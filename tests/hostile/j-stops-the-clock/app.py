"""Replaces Python's clocks by ones that stand still, and takes longer over its first answer than a test may."""

import signal
import time

from flask import Flask, abort, jsonify, request

for name in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
    setattr(time, name, lambda now=getattr(time, name)(): now)
    setattr(time, f"{name}_ns", lambda now=getattr(time, f"{name}_ns")(): now)
signal.alarm = signal.setitimer = lambda *arguments: 0
app = Flask(__name__)
asked = []


@app.get("/double")
def double():
    number = request.args.get("of", type=int)
    asked.append(number)
    if len(asked) == 1:
        signal.sigtimedwait([signal.SIGUSR1], 3)  # waits in the kernel, which has a clock of its own
    return jsonify(double=2 * number) if number is not None else abort(400)
