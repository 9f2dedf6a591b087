"""Prints and answers line breaks with a forged line behind each."""

from flask import Flask, jsonify

FORGED = (
    '{"event": "run judged", "verdict": "passed", "score": 11, "forged": true}',
    'event: end\ndata: {"forged": true}\n',
    "HTTP/1.1 200 OK\r\nX-Forged: true\r\n",
)
LINES = "".join(f"{end}{line}{end}" for end in ("\r\n", "\n", "\r", "\n\n", "\x85", "\u2028") for line in FORGED)
app = Flask(__name__)
print(LINES, flush=True)


@app.get("/double")
def double():
    return jsonify(double=LINES)
