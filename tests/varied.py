"""The small problem with three variants, and values for problems that are published here without a gate."""

from typing import Any

from judge.catalogue.load import LoadedProblem
from tests.judge.catalogue.folders import PROBLEM, a_problem, load, obedient_engine, suite

SOURCE = '''\
"""Another word and another limit for each candidate."""

WORDS = ("Hello", "Ahoy", "Cheers")


def generate(seed):
    """The word that is said, and how often."""
    return {"word": WORDS[seed], "limit": 30 + seed, "tags": ["a", "b"]}
'''
VALUES: tuple[dict[str, Any], ...] = tuple(
    {"word": word, "limit": 30 + seed, "tags": ("a", "b")} for seed, word in enumerate(("Hello", "Ahoy", "Cheers"))
)
TABLES = """
[variants]
count = 3

[[hints]]
text = "Say **{{ word }}** first."
cost = 1

[[examples]]
title = "Say {{ word }}"
path = "/say?word={{word}}"
headers = { X-Tags = "{{ tags }}" }
"""


def varied() -> dict[str, str]:
    """Its files. The word stands wherever candidates read, the limit in a test and a wrong solution."""
    return a_problem() | {
        "problem.toml": PROBLEM + TABLES,
        "variants.py": SOURCE,
        "statement.md": "Say {{ word }} again.\n",
        "editorial.md": "It is {{ word }}, {{ limit }} times.\n",
        "starter/python-flask/app.py": "# {{ word }}\ntest_greets=failed\n",
        "starter/python-flask/words.py": "WORDS = ['{{ word }}']\n",
        "solution/python-flask/app.py": "# right with {{ word }}\n",
        "tests/test_echo.py": suite() + '\n\ndef limit(variant):\n    return variant["limit"]\n',
    }


def loaded_varied() -> LoadedProblem:
    """The same with its values, as after a gate."""
    return load(varied()).with_variants(VALUES)


def varied_engine():
    """An engine in whose boxes answers end as they say, and variants.py gives VALUES."""
    engine = obedient_engine()
    engine.variants = VALUES
    return engine


def with_values(loaded: LoadedProblem) -> LoadedProblem:
    """A problem of the catalogue with its values: its own code is trusted here, where no box is at hand."""
    if loaded.problem.variants is None:
        return loaded
    names: dict[str, Any] = {}
    exec(loaded.bundle.text("variants.py"), names)
    return loaded.with_variants([names["generate"](seed) for seed in range(loaded.problem.variants.count)])
