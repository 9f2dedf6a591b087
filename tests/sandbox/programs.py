"""Flask programs and suites as text, for runs on the real engine."""

from dataclasses import replace
from textwrap import dedent

from sandbox.run import File, Job
from tests.sandbox.jobs import SERVICE

HONEST = """
    from flask import Flask, jsonify, request

    app = Flask(__name__)
    print("booting", flush=True)

    @app.get("/")
    def index():
        print("was asked", flush=True)
        return jsonify(answer=42)

    @app.post("/echo")
    def echo():
        return jsonify(request.get_json())
"""

SUITE = """
    import pytest

    @pytest.mark.sample
    def test_sample(app):
        "It answers."
        assert app.get("/").json() == {"answer": 42}

    def test_hidden(app, rng):
        "It echoes."
        value = rng.randrange(1000)
        assert app.post("/echo", json={"value": value}).json() == {"value": value}
"""


def service(program: str, suite: str = SUITE, **changes) -> Job:
    """A job that runs this program against this suite; the suite's tests run in the order in which they stand."""
    text = dedent(suite)
    tests = tuple(line.split()[1].partition("(")[0] for line in text.splitlines() if line.startswith("def test_"))
    job = replace(
        SERVICE,
        suite=(File("tests/test_it.py", text.encode()),),
        files=(File("app.py", dedent(program).encode()),),
        tests=tests,
        samples=tests[:1],
    )
    return replace(job, **changes)


def probe(*lines: str) -> Job:
    """A job whose program answers GET / with what an expression in its own box gives, and whose one sample shows it.

    Each line is `name = expression`; a line that raises gives the error's name.
    """
    attempts = []
    for name, _, expression in (line.partition(" = ") for line in lines):
        attempts += ["    try:", f"        found[{name!r}] = {expression}"]
        attempts += ["    except Exception as error:", f"        found[{name!r}] = type(error).__name__"]
    body = "\n".join(attempts)
    program = (
        "import ctypes, glob, os, socket, subprocess\nfrom pathlib import Path\nfrom flask import Flask, jsonify\n"
        "app = Flask(__name__)\n\n@app.get('/')\ndef index():\n    found = {}\n"
        + body
        + "\n    return jsonify(found)\n"
    )
    suite = """
        import pytest

        @pytest.mark.sample
        def test_probe(app):
            assert app.get("/").json() == None
    """
    return service(program, suite)
