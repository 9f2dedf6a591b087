"""Asks the answer's module for what its functions give."""

import json

import pytest


class Functions:
    """The functions and values of the answer's module."""

    def __init__(self, app):
        self.app = app

    def result(self, function, /, *args, **kwargs):
        """What a call gives, as JSON; an error fails the test."""
        return self._result("/call", {"function": function, "args": args, "kwargs": kwargs})

    def error(self, function, /, *args, **kwargs):
        """The error that a call ends with: type, kinds, message, text."""
        reply = self._asked("/call", {"function": function, "args": args, "kwargs": kwargs})
        assert "error" in reply, f"{function} raised nothing and gave {reply['result']!r}"
        return reply["error"]

    def value(self, name):
        """What stands under a name, as JSON."""
        return self._result("/value", {"name": name})

    def plain(self, value):
        """What comes of a value on its way through JSON."""
        return json.loads(json.dumps(value))

    def sorted(self, values):
        """The values in one order, whichever they came in."""
        return sorted(values, key=lambda value: json.dumps(value, sort_keys=True))

    def _result(self, path, asked):
        reply = self._asked(path, asked)
        assert "error" not in reply, f"{reply['error']['type']}: {reply['error']['text']}"
        return reply["result"]

    def _asked(self, path, asked):
        reply = self.app.post(path, json=asked)
        assert reply.status == 200
        return reply.json()


@pytest.fixture
def functions(app):
    """The answer's functions."""
    return Functions(app)
