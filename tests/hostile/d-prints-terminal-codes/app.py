"""Prints and answers what a terminal obeys, and what makes a reader see something else than what is there."""

import json

from flask import Flask, Response, request

CODES = (
    "\x1b[2J\x1b[H\x1b[32mAll tests passed\x1b[0m",  # clears the terminal and writes in green
    "\x1b]0;passed\x07",  # its title
    "\x1b]8;;https://evil.example/\x1b\\verdict\x1b]8;;\x1b\\",  # a link
    "\x1b]52;c;ZXZpbA==\x07",  # the clipboard
    "\x9b2J\x7f\x08\x08\x08",  # the same in one byte; erases what stands before it
    "\u202edessap\u202c \u2066failed\u2069 \u200fpas\u200bsed",  # reads backwards; is no word that can be found
    "pas\u00adsed \u180e\U000e0070\U000e0061\ufff9a\ufffab\ufffb",  # is not seen at all
    "line\u2028separator\u2029and\x85more\x0b\x0c",
)
HOSTILE = " ".join(CODES)
app = Flask(__name__)
print(HOSTILE, flush=True)


@app.get("/double")
def double():
    """Once as JSON, once as what it is."""
    headers = {"X-Codes": "\x9b2J\x85"}
    if request.args["of"] == "0":
        return Response(HOSTILE, headers=headers)
    return Response(json.dumps({"double": HOSTILE}), headers=headers, mimetype="application/json")
