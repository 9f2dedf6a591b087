"""Answers with objects that claim to be equal to whatever they are compared with."""

from flask import Flask


class Yes(dict):
    def __eq__(self, other):
        return True

    def __ne__(self, other):
        return False

    def __contains__(self, key):
        return True

    def __hash__(self):
        return 0

    def __repr__(self):
        return "{'double': 0}"


class YesStatus(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


app = Flask(__name__)


@app.get("/double")
def double():
    reply = app.json.response(Yes(double=Yes()))
    reply.status_code = YesStatus(200)
    return reply
