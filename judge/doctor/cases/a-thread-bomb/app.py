"""Starts threads until one is refused, then lets them go and answers."""

import threading

from flask import Flask, abort, jsonify, request

LIMIT = 96  # processes and threads of one box
app = Flask(__name__)
breached = []
end = threading.Event()
threads = []

try:
    while len(threads) <= LIMIT:
        thread = threading.Thread(target=end.wait)
        thread.start()
        threads.append(thread)
    breached.append("more threads than the limit")
except RuntimeError as error:
    assert str(error) == "can't start new thread", error
print(f"{len(threads)} threads were started; breached: {breached}", flush=True)
end.set()
for thread in threads:
    thread.join()


@app.get("/double")
def double():
    if breached:
        return str(breached), 500
    try:
        return jsonify(double=2 * int(request.args["of"]))
    except ValueError:
        abort(400)
