"""The search for leaks finds what it is meant to find; without this, the tests of the verdict could be blind."""

import json

from judge.catalogue.bundle import Bundle
from judge.catalogue.load import from_bundle
from judge.domain.problem import StackInfo
from tests.e2e.leaks import hidden_phrases, leaked

PROBLEM = """
format = "2026-1"
title = "Echo"
summary = "Answers with what it was sent, as JSON."
kind = "service"
track = "endpoints"
difficulty = "easy"
minutes = 10
skills = ["http"]
stacks = ["python-flask"]

[files]
editable = ["app.py"]

[[criteria]]
id = "echo"
title = "The echo"
description = "What is sent comes back."
"""
SUITE = '''
import pytest

@pytest.mark.sample
@pytest.mark.criterion("echo")
@pytest.mark.points(1)
def test_sample(app):
    """What is sent comes back."""
    assert app.post("/echo", json="public words").json() == "public words"

@pytest.mark.criterion("echo")
@pytest.mark.points(1)
@pytest.mark.hint("Think of scripts.")
def test_hidden_scripts(app):
    """Every script comes back."""
    assert app.post("/echo", json="secret words of the suite").status == 200
'''
WRONG = 'fails = ["test_sample", "test_hidden_scripts"]\nwhy = "It answers nothing."\n'


def loaded():
    files = {
        "problem.toml": PROBLEM,
        "statement.md": "Answer.",
        "editorial.md": "Answer.",
        "starter/python-flask/app.py": "",
        "solution/python-flask/app.py": "app = 1\n",
        "tests/test_echo.py": SUITE,
        "wrong/nothing/app.py": "app = 2\n",
        "wrong/nothing/expect.toml": WRONG,
    }
    bundle = Bundle({path: text.encode() for path, text in files.items()})
    stack = StackInfo(name="python-flask", title="Flask", language="python")
    return from_bundle(bundle, "echo", {"python-flask": stack})


def test_it_collects_what_only_hidden_tests_say():
    assert hidden_phrases(loaded()) == {
        "test_hidden_scripts",
        "secret words of the suite",
        "app.post('/echo', json='secret words of the suite').status == 200",
    }


def test_it_finds_a_leak_in_a_page_and_inside_json():
    phrases = hidden_phrases(loaded())
    assert leaked(phrases, "<p>nothing here</p>", json.dumps({"title": "Every script comes back."})) == []
    assert leaked(phrases, "<p>secret words of the suite</p>") == ["secret words of the suite"]
    escaped = json.dumps({"tests": [{"message": "it said: secret words of the suite"}]}).replace(
        "secret", "\\u0073ecret"
    )
    assert leaked(phrases, escaped) == ["secret words of the suite"]
