"""Which assertions are needed: the rewritten suite in the real tester, as a process of its own."""

import itertools
from pathlib import Path

import pytest

from judge.errors import Invalid
from judge.gate.assertions import assertions, evidence, noting, unneeded, without
from judge.gate.check import check
from judge.gate.options import GateOptions
from sandbox.fake import FakeEngine
from sandbox.scripts import After, header, line
from tests.judge.catalogue.folders import HIDDEN, a_problem, load, suite
from tests.sandbox.inside.harness import make_job, run_tester
from tests.sandbox.inside.hostile import says, serving

HELLO = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"name": "Al"}'
HEAD = '"""A suite."""\n\nfrom __future__ import annotations\n\nimport pytest\n\n'


def noted(folder: Path, source: str, conftest: str = "") -> dict[str, list[str]]:
    """For each test of a suite the texts of the assertions that its failure needs; none for one that passed."""
    files = {"tests/test_it.py": (HEAD + source).encode()}
    if conftest:
        files["tests/conftest.py"] = conftest.encode()
    known = assertions(files)
    rewritten = {f"suite/{path}": body for path, body in noting(files).items()}
    tests = [text.split("(")[0][4:] for text in source.splitlines() if text.startswith("def test_")]
    with serving(says(HELLO)) as url:
        run = run_tester(folder, make_job(url=url, tests=tests, test_seconds=1), rewritten)
    assert run.last()["type"] == "final", run.lines
    failed = {name: record for name, record in run.records().items() if record["outcome"] != "passed"}
    return {name: [known[number].text for number in sorted(evidence(it["message"]))] for name, it in failed.items()}


def test_it_needs_an_assertion_that_fails_alone(tmp_path: Path):
    source = (
        "def test_one():\n    assert 1 == 1\n    assert 1 == 2\n    assert 2 == 2\n\ndef test_two():\n    assert 1\n"
    )
    assert noted(tmp_path, source) == {"test_one": ["assert 1 == 2"]}


def test_it_needs_none_of_two_that_fail(tmp_path: Path):
    assert noted(tmp_path, "def test_one():\n    assert 1 == 2\n    assert 2 == 1\n") == {"test_one": []}


def test_it_takes_a_loop_for_one_assertion(tmp_path: Path):
    source = "def test_one():\n    for n in range(3):\n        assert n == 7\n"
    assert noted(tmp_path, source) == {"test_one": ["assert n == 7"]}


def test_it_needs_nothing_where_the_test_would_fail_afterwards_all_the_same(tmp_path: Path):
    source = "def test_one(app):\n    reply = app.get('/')\n    assert 'x' in reply.json()\n    reply.json()['x']\n"
    assert noted(tmp_path, source) == {"test_one": []}


def test_it_needs_nothing_where_something_else_came_first(tmp_path: Path):
    assert noted(tmp_path, "def test_one():\n    [][0]\n    assert 1 == 2\n") == {"test_one": []}


def test_it_needs_nothing_where_the_test_would_never_end(tmp_path: Path):
    source = "def test_one():\n    while True:\n        assert 1 == 2\n"
    assert noted(tmp_path, source) == {"test_one": []}


CONFTEST = """
import pytest

class Things:
    def get(self, key):
        found = {"a": 1}
        assert key in found
        return found[key]

    def made(self):
        assert 1 == 2
        return 3

@pytest.fixture
def things():
    return Things()

@pytest.fixture
def broken():
    yield 1
    assert 3 == 4
"""


def test_it_counts_what_an_assertion_calls_as_its_own(tmp_path: Path):
    source = (
        "def test_outer(things):\n    assert things.get('b') == 1\n\n"
        "def test_inner(things):\n    assert things.made() == 3\n\n"
        "def test_plain(things):\n    things.made()\n"
    )
    assert noted(tmp_path, source, CONFTEST) == {
        "test_outer": ["assert things.get('b') == 1"],
        "test_inner": ["assert 1 == 2", "assert things.made() == 3"],
        "test_plain": ["assert 1 == 2"],
    }


def test_it_notes_what_a_fixture_asserts(tmp_path: Path):
    assert noted(tmp_path, "def test_one(broken):\n    pass\n", CONFTEST) == {"test_one": ["assert 3 == 4"]}


def test_it_takes_a_plain_fail_for_an_assertion(tmp_path: Path):
    source = "def test_one():\n    for n in range(2):\n        pytest.fail(f'{n}')\n"
    assert noted(tmp_path, source) == {"test_one": ["pytest.fail(f'{n}')"]}


def test_it_notes_what_a_thread_asserts(tmp_path: Path):
    source = (
        "from concurrent.futures import ThreadPoolExecutor\n\n"
        "def check(n):\n    assert n != 1\n\n"
        "def test_one():\n    with ThreadPoolExecutor(2) as threads:\n        list(threads.map(check, range(3)))\n"
    )
    assert noted(tmp_path, source) == {"test_one": ["assert n != 1"]}


def test_it_lists_assertions_by_file_and_line():
    files = {
        "tests/test_b.py": b"def test_b():\n    assert 1; assert 2\n",
        "tests/conftest.py": b"def f():\n    assert " + b"x" * 200 + b"\n",
        "tests/data.txt": b"assert 3",
        "services/postgres/init.py": b"assert 4",
    }
    found = assertions(files)
    assert [(one.file, one.line) for one in found] == [
        ("tests/conftest.py", 2),
        ("tests/test_b.py", 2),
        ("tests/test_b.py", 2),
    ]
    assert found[0].text == f"assert {'x' * 153}…"
    assert noting(files)["tests/data.txt"] == b"assert 3"


def test_it_takes_out_exactly_one():
    files = {"tests/test_a.py": b"def test_a():\n    for n in (1,):\n        assert n\n    assert n == 2\n"}
    first, second = assertions(files)
    assert without(files, first)["tests/test_a.py"].decode().splitlines()[2].strip() == "pass"
    assert b"assert n == 2" in without(files, first)["tests/test_a.py"]
    assert b"assert n\n" in without(files, second)["tests/test_a.py"]


@pytest.mark.parametrize(
    ("message", "numbers"),
    [("noted:1,3\nat.py:3: x", {1, 3}), ("noted:", set()), ("assert 1 == 2", set()), ("", set())],
)
def test_it_reads_its_own_evidence_and_nothing_else(message: str, numbers: set[int]):
    assert evidence(message) == numbers


def test_it_names_what_no_message_needs():
    files = {"tests/test_a.py": b"def test_a():\n    assert 1\n    assert 2\n    assert 3\n"}
    assert [one.text for one in unneeded(files, ["noted:0", "noted:", "noted:2\n"])] == ["assert 2"]


def a_suite_with_assertions() -> str:
    """The small problem's suite in which each hidden test has an assertion, and one of them two."""
    source = suite()
    for name in HIDDEN:
        words = f'    """Right with {name[5:]}."""\n'
        source = source.replace(words, f"{words}    assert app.{name[5:]}\n")
    return source.replace("    assert app.twice\n", "    assert app.twice\n    assert app.other\n")


def test_a_gate_measures_them_when_it_is_asked_to():
    files = a_problem() | {"tests/test_echo.py": a_suite_with_assertions()}
    loaded = load(files)
    texts = [one.text for one in assertions(loaded.bundle.suite())]
    engine = noting_engine({f"test_{name[11:]}": number for number, name in enumerate(texts)})
    report = check(engine, loaded, instance="tests", options=GateOptions(assertions=True, slots=1))
    assert report.is_passed
    assert [one.text for one in report.assertions if not one.is_needed] == ["assert app.other"]
    assert [note.message for note in report.notes][1:] == ["no wrong solution needs this to fail: assert app.other"]
    assert "assertions needed 8/9" in report.strength.formula
    asked = [box for box in engine.asked if "tests/judge_noted.py" in box[1]]
    assert sorted(asked[0][0]) == sorted(HIDDEN[:4])
    assert len(asked) == 5


def noting_engine(numbers: dict[str, int]) -> FakeEngine:
    """An engine whose tests fail as the answers say, with the evidence that a rewritten suite would give."""
    engine = FakeEngine.judging()
    engine.asked = []
    lines = itertools.count()

    def script(sent):
        ids = sent.job["tests"]
        yield header(sent)
        yield After("submission")
        yield line(type="ready", ms=next(lines))
        engine.asked.append((ids, {path.removeprefix("suite/") for path in sent.files}))
        failing = engine.files(sent)["app.py"].decode()
        more = {"noticed": []} if sent.job["is_audited"] else {}
        counts = {"passed": 0, "failed": 0}
        for test_id in ids:
            outcome = "failed" if f"{test_id}=failed" in failing else "passed"
            counts[outcome] += 1
            message = f"noted:{numbers.get(test_id, '')}" if outcome == "failed" else ""
            yield line(type="started", id=test_id)
            facts = {"ms": 1, "message": message, "exchanges": [], "comparison": None}
            yield line(type="test", id=test_id, outcome=outcome, **facts, **more)
        yield line(type="final", counts=counts, ms=1)

    engine._scripts["tester"] = script
    return engine


def test_it_refuses_to_rewrite_what_is_nested_too_deeply():
    deep = {"tests/test_a.py": ("x = " + " + ".join(["1"] * 1500) + "\n").encode()}
    with pytest.raises(Invalid, match="nested too deeply"):
        noting(deep)
