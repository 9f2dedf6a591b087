"""Answers rightly, and prints what it was asked: now, a moment later, and at its end, in several disguises."""

import atexit
import sys
import threading

from flask import Flask, jsonify, request

heard = []
app = Flask(__name__)


def tell():
    for text in heard:
        print(text, text[::-1], text.encode().hex(), flush=True)
        print(text, file=sys.stderr, flush=True)


atexit.register(tell)


@app.post("/echo")
def echo():
    heard.append(f"{request.url} {dict(request.headers)} {request.get_data(as_text=True)}")
    tell()
    threading.Timer(0.05, tell).start()
    return jsonify(request.get_json())
