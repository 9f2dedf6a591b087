"""An author's variants.py in the real tester's box: what an honest one gives, and how far a hostile one comes."""

import contextlib

import pytest

from judge.errors import ProblemInvalid
from judge.grading import job
from judge.grading.generate import with_variants
from sandbox.docker import DockerEngine
from tests.judge.catalogue.folders import load
from tests.varied import SOURCE, VALUES, varied

pytestmark = pytest.mark.engine

HEAD = 'def generate(seed):\n    """Not what it says."""\n'
TAIL = '    return {"word": "Hello", "limit": seed, "tags": ["a"]}\n'


@pytest.fixture(scope="module")
def engine():
    with contextlib.closing(DockerEngine()) as opened:
        yield opened


def made(engine, body=None):
    files = varied() | {"variants.py": SOURCE if body is None else HEAD + body + TAIL}
    return with_variants(engine, load(files), instance="variants-tests", slot=915).manifest.variants


def findings(engine, body):
    with pytest.raises(ProblemInvalid) as error:
        made(engine, body)
    return [finding.message for finding in error.value.findings]


def test_it_gives_the_values_of_every_seed(engine):
    assert made(engine) == VALUES


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (
            "    held = []\n    while True:\n        held.append('x' * 10_000_000)\n",
            ("the tester's box ended", "generate(0)"),
        ),
        ("    seed = {1, 2}\n", ("generate(0) failed: TypeError",)),
        ("    seed = [seed] * 1_000_000\n", ("all variants together have",)),
        ("    import os\n    seed = os.getpid() + id(object())\n", ("generate(0) gives other values",)),
        (
            "    seed = len([*map(str, {str(n) for n in range(9)})][0]) + hash(str(seed))\n",
            ("generate(0) gives other",),
        ),
        ("    getattr(__import__('os'), '_ex' + 'it')(0)\n", ("the tester's box ended with 0",)),
        (
            "    getattr(__import__('os'), 'write')(3, b'{\"type\": \"generated\", \"variants\": [{}]}\\n')\n",
            ("the tester broke the protocol", "there are 1 variants", "generate(0)"),
        ),
    ],
    ids=["huge", "no JSON", "too much", "another each time", "the order of a set", "ends the box", "forges a line"],
)
def test_it_comes_no_further_than_a_finding(engine, body, told):
    assert findings(engine, body)[0].startswith(told)


def test_an_endless_one_is_ended(engine, monkeypatch):
    monkeypatch.setattr(job, "GENERATE_SECONDS", 3.0)
    assert findings(engine, "    while True:\n        seed += 1\n") == ["no values within 3 s"]


def test_it_reaches_no_network(engine):
    body = "    import socket as s\n"
    with pytest.raises(ProblemInvalid):
        load(varied() | {"variants.py": HEAD + body + TAIL})  # named before it runs
    hidden = "    s = __import__('soc' + 'ket')\n    getattr(s, 'create_connection')(('1.1.1.1', 53), 1)\n"
    assert "OSError" in findings(engine, hidden)[0]
