"""Replaces what runs a test, at import and in a sitecustomize.py, by something that does nothing."""

import contextlib
import sys
import types

from flask import Flask

with contextlib.suppress(ImportError):
    import _pytest.python

    _pytest.python.Function.runtest = lambda self: None

fake = types.ModuleType("pytest")
fake.main = lambda *args, **options: 0
sys.modules["pytest"] = sys.modules["_pytest"] = fake

app = Flask(__name__)
