"""Files of just the size that may be handed in: too long to lie in a folder of the corpus, and made here instead."""

from pathlib import Path

import pytest

from judge.doctor.case import CASE, TARGET, load_case, starter
from judge.drafts import MAX_FILE_BYTES
from tests.hostile.arena import STACK, Arena
from tests.hostile.corpus import Attack

pytestmark = pytest.mark.engine

DECLARED = """
promise = "it_judges_and_shows_the_longest_files_that_it_takes"
classes = [105]
why = "Every file is as long as it may be, without a single line break, and nothing but signs: a highlighter's worst."
verdicts = ["passed"]
"""
PROGRAM = (
    "import flask; app = flask.Flask(__name__); of = lambda: flask.request.args['of'];"
    "app.get('/double')(lambda: {'double': 2 * int(of())} if of().lstrip('-').isdigit() else ('', 400)) #"
)
# What takes a highlighter longest, what is spelled out in eight characters for one, and what ends a line or does not.
FILLINGS = {"app.py": "->", "conftest.py": "\u202e", "sitecustomize.py": "`${", "pytest.ini": "\x0c"}


def longest(text: str, filling: str) -> str:
    """The text with as much behind it as a file may hold."""
    left = MAX_FILE_BYTES - len(text.encode())
    return text + (filling * left)[: left // len(filling.encode()) * len(filling)]


def test_it_holds(arena: Arena, tmp_path: Path):
    problem = arena.site.problems[TARGET.name]
    (tmp_path / CASE).write_text(DECLARED, encoding="utf-8")
    for path in starter(problem, STACK):
        text = longest(PROGRAM if path == "app.py" else "#", FILLINGS[path])
        (tmp_path / path).write_bytes(text.encode())
    faults = arena.storm(Attack(tmp_path, load_case(tmp_path)))
    assert not faults, "\n".join(faults)
