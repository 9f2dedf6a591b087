"""What the real tester does with a problem's variants.py, honest and hostile."""

import pytest

from tests.sandbox.inside.harness import make_job, run_tester

HONEST = """
import random

def generate(seed):
    return {"limit": random.Random(seed).randrange(100), "word": "Grüße", "sizes": (1, 2.5), "is_new": seed > 0}
"""


@pytest.fixture
def generate(tmp_path):
    def run(source, seeds=(0, 1)):
        job = make_job(kind="query", url=None, tests=[], seeds=list(seeds))
        return run_tester(tmp_path, job, {"suite/variants.py": source})

    return run


def problem(run):
    header, line = run.lines
    assert (header["type"], line["type"]) == ("header", "problem")
    assert run.exit_code == 3
    return line["reason"]


def test_it_gives_the_values_of_each_seed_in_their_order(generate):
    header, line = generate(HONEST, (1, 0)).lines
    assert header == {"type": "header", "v": 1, "run": "run-1", "nonce": "nonce-1", "tests": []}
    assert line["type"] == "generated"
    assert [values["is_new"] for values in line["variants"]] == [True, False]
    assert line["variants"][0]["word"] == "Grüße"
    assert line["variants"][0]["sizes"] == [1, 2.5]


def test_it_ends_well_once_the_values_are_told(generate):
    assert generate(HONEST).exit_code == 0


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("return seed // 0", "generate(0) failed: line 2: ZeroDivisionError"),
        ("raise SystemExit('no')", "generate(0) failed: line 2: SystemExit: no"),
        ("raise KeyboardInterrupt", "generate(0) failed: line 2: KeyboardInterrupt"),
        ("return [seed]", "generate(0) failed: TypeError: it gave list, not a dict"),
        ("return {'set': {seed}}", "generate(0) failed: TypeError: Object of type set is not JSON serializable"),
        ("return {'far': float('inf')}", "generate(0) failed: ValueError"),
        ("return {'long': 10 ** 5000}", "generate(0) failed: ValueError"),
        ("return generate(seed)", "generate(0) failed: line 2: RecursionError"),
        ("return {'huge': 'x' * 300_000}", "all variants together have 600024 bytes; they may have 261120"),
    ],
)
def test_it_tells_why_there_are_no_values(generate, body, told):
    assert problem(generate(f"def generate(seed):\n    {body}\n")).startswith(told)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("import nothing_of_this_name\n", "variants.py cannot be run: line 1: ModuleNotFoundError"),
        ("limit = 3\n", "variants.py cannot be run: KeyError: 'generate'"),
        ("raise SystemExit\n", "variants.py cannot be run: line 1: SystemExit"),
    ],
)
def test_it_tells_why_the_file_cannot_be_run(generate, source, told):
    assert problem(generate(source)).startswith(told)


def test_a_deep_value_ends_as_any_other_mistake(generate):
    deepen = "    deep = []\n    for _ in range(100_000):\n        deep = [deep]\n"
    assert problem(generate(f"def generate(seed):\n{deepen}    return {{'d': deep}}\n")).startswith(
        "generate(0) failed: RecursionError"
    )


def test_what_it_prints_goes_nowhere(generate):
    run = generate("def generate(seed):\n    print('noise')\n    return {'limit': seed}\n")
    assert [line["type"] for line in run.lines] == ["header", "generated"]
    assert run.stderr == b""


def test_it_finds_no_answer_and_no_suite_beside_it(generate):
    source = """
import os

def generate(seed):
    found = [name for _, _, names in os.walk(os.path.dirname(__file__)) for name in names]
    return {"files": found}
"""
    assert generate(source, [0]).lines[1]["variants"] == [{"files": ["variants.py"]}]


def test_seeds_that_are_no_numbers_are_refused(tmp_path):
    run = run_tester(tmp_path, make_job(kind="query", url=None, tests=[], seeds=["0"]), {"suite/variants.py": HONEST})
    assert run.lines[0]["reason"] == "job: seeds must be a list of numbers"


def test_a_suite_reads_the_values_and_cannot_change_them(tmp_path):
    suite = """
import pytest

def test_reads(variant):
    assert (variant["limit"], variant["sizes"], dict(variant)["limit"]) == (40, (1, 2), 40)

def test_changes(variant):
    with pytest.raises(TypeError):
        variant["limit"] = 1

def test_lacks(variant):
    with pytest.raises(KeyError):
        variant["word"]
"""
    tests = ["test_reads", "test_changes", "test_lacks"]
    values = {"limit": 40, "sizes": [1, 2]}
    with_values = make_job(kind="query", url=None, tests=tests, variant=values)
    run = run_tester(tmp_path, with_values, {"suite/tests/test_it.py": suite})
    assert [line["outcome"] for line in run.lines if line["type"] == "test"] == ["passed"] * 3


def test_a_problem_without_variants_has_an_empty_one(tmp_path):
    suite = {"suite/tests/test_it.py": "def test_it(variant):\n    assert dict(variant) == {}\n"}
    run = run_tester(tmp_path, make_job(kind="query", url=None, tests=["test_it"]), suite)
    assert [line["outcome"] for line in run.lines if line["type"] == "test"] == ["passed"]
