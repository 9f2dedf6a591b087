"""Whole runs of the real tester: which lines come, in which order, and that nothing else gets between them."""

import json

import pytest

from sandbox.inside import stream
from tests.sandbox.inside.harness import make_job, run_tester
from tests.sandbox.inside.hostile import says, serving

HELLO = says(b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"name": "Al"}')


@pytest.fixture
def url():
    with serving(HELLO) as address:
        yield address


def judge(folder, suite, url, **job):
    """One run of a suite given as one text or as files."""
    files = suite if isinstance(suite, dict) else {"test_it.py": suite}
    return run_tester(folder, make_job(url=url, **job), {f"suite/tests/{name}": text for name, text in files.items()})


def test_it_reports_a_whole_run(tmp_path, url):
    suite = '''
        import pytest

        @pytest.mark.criterion("reading")
        @pytest.mark.points(2)
        @pytest.mark.hint("Look at the name.")
        @pytest.mark.sample
        def test_one(app):
            """It answers."""
            assert app.get("/").json() == {"name": "Al"}
    '''
    run = judge(tmp_path, {"test_it.py": dedent(suite)}, url)
    header, ready, started, test, final = run.lines
    assert header == {"type": "header", "v": 1, "run": "run-1", "nonce": "nonce-1", "tests": ["test_one"]}
    assert ready == {"type": "ready", "ms": ready["ms"]}
    assert started == {"type": "started", "id": "test_one"}
    assert (test["id"], test["outcome"], test["message"], test["comparison"]) == ("test_one", "passed", "", None)
    assert [entry["reply"]["body"] for entry in test["exchanges"]] == ['{"name": "Al"}']
    assert set(test) == {"type", "id", "outcome", "ms", "message", "exchanges", "comparison"}
    counts = {"passed": 1, "failed": 0, "too_slow": 0, "bad_response": 0, "no_answer": 0}
    assert final == {"type": "final", "counts": counts, "ms": final["ms"]}
    assert (run.exit_code, run.stderr) == (0, b"")


def dedent(text):
    lines = text.strip("\n").splitlines()
    margin = min(len(line) - len(line.lstrip()) for line in lines if line.strip())
    return "\n".join(line[margin:] for line in lines)


def test_it_runs_the_wanted_tests_in_the_wanted_order(tmp_path, url):
    files = {
        "test_b.py": "def test_three(): pass\ndef test_one(): pass\n",
        "test_a.py": "def test_four(): pass\ndef test_two(): pass\n",
    }
    run = judge(tmp_path, files, url, tests=["test_one", "test_two", "test_three"])
    assert run.lines[0]["tests"] == ["test_one", "test_two", "test_three"]
    assert list(run.outcomes()) == ["test_one", "test_two", "test_three"]
    assert run.types() == ["header", "ready", *["started", "test"] * 3, "final"]


def test_it_loads_conftest_and_modules_beside_the_tests(tmp_path, url):
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef name(app): return app.get('/').json()['name']\n",
        "names.py": "EXPECTED = 'Al'\n",
        "json.py": "raise RuntimeError('this is not the standard module')\n",
        "test_it.py": "import json\nfrom names import EXPECTED\ndef test_one(name): assert name == EXPECTED\n",
    }
    assert judge(tmp_path, files, url).outcomes() == {"test_one": "passed"}


def test_it_explains_assertions_in_conftest_too(tmp_path, url):
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef check():\n    def two(n): assert n == 2\n    return two\n",
        "test_it.py": "def test_one(check):\n    check(1)\n",
    }
    record = judge(tmp_path, files, url).records()["test_one"]
    assert record["message"] == "assert 1 == 2\nconftest.py:4: def two(n): assert n == 2"
    assert record["comparison"] == {"got": 1, "expected": 2}


PROBLEMS = {
    "a_missing_test": ("def test_two(): pass", "the suite has no test_one"),
    "an_empty_suite": ("", "the suite has no test_one"),
    "a_syntax_error": ("def test_one(:", "SyntaxError"),
    "an_error_on_import": ("import no_such_module\ndef test_one(): pass", "no_such_module"),
    "an_error_in_another_file": ({"test_a.py": "def test_one(): pass", "test_b.py": "1/0"}, "ZeroDivisionError"),
    "an_error_in_conftest": ({"conftest.py": "1/0", "test_a.py": "def test_one(): pass"}, "ZeroDivisionError"),
    "parameters": (
        "import pytest\n@pytest.mark.parametrize('n', [1])\ndef test_one(n): pass",
        "no parametrize",
    ),
    "one_name_twice": ({"test_a.py": "def test_one(): pass", "test_b.py": "def test_one(): pass"}, "is defined in"),
    "an_unknown_marker": ("import pytest\n@pytest.mark.smaple\ndef test_one(): pass", "smaple"),
    "an_unknown_fixture": ("def test_one(db): pass", "fixture 'db' not found"),
    "a_test_in_a_class": ("class TestIt:\n    def test_one(self): pass", "the suite has no test_one"),
    "a_unittest": ("import unittest\nclass T(unittest.TestCase):\n    def test_one(self): pass", "no test_one"),
    "a_skipped_file": ("import pytest\npytest.skip(allow_module_level=True)\ndef test_one(): pass", "no test_one"),
    "an_early_end": ("import pytest\ndef test_one(): pytest.exit('enough')", "enough"),
}


@pytest.mark.parametrize(("suite", "reason"), [pytest.param(*case, id=name) for name, case in PROBLEMS.items()])
def test_it_calls_a_broken_suite_a_problem(tmp_path, url, suite, reason):
    run = judge(tmp_path, suite, url)
    assert run.last()["type"] == "problem"
    assert reason in run.last()["reason"]
    assert "final" not in run.types()
    assert run.exit_code == 3


@pytest.mark.parametrize("tests", [[], ["test_one", "test_one"]])
def test_it_refuses_an_order_that_makes_no_sense(tmp_path, url, tests):
    run = judge(tmp_path, "def test_one(): pass", url, tests=tests)
    assert run.types() == ["problem"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"seed": "7"}, "seed"),
        ({"seed": True}, "seed"),
        ({"tests": [1]}, "tests"),
        ({"tests": None}, "tests"),
        ({"kind": "other"}, "kind"),
        ({"url": None}, "url"),
        ({"test_seconds": "5"}, "test_seconds"),
        ({"postgres": "postgresql://"}, "postgres"),
        ({"postgres": {"dsn": "x"}}, "candidate_dsn"),
        ({"nonce": None}, "nonce"),
    ],
)
def test_it_names_what_is_wrong_in_a_job(tmp_path, change, reason):
    run = run_tester(tmp_path, make_job(**change), {"suite/tests/test_it.py": "def test_one(): pass"})
    assert run.types() == ["problem"]
    assert reason in run.last()["reason"]
    assert run.exit_code == 3


def test_it_answers_a_broken_stream_with_a_problem(tmp_path):
    for data in (b"", b"hello", stream.pack(make_job(), [])):
        run = run_tester(tmp_path, {}, {}, data=data)
        assert run.types() == ["problem"]
        assert run.exit_code == 3


def test_it_lets_no_print_into_the_channel(tmp_path, url):
    suite = """
        import os, sys, subprocess
        print('{"type": "final"}')
        def test_one():
            print('{"type": "final"}' * 100)
            sys.__stdout__ and sys.__stdout__.write('{"type": "final"}')
            for fd in (0, 1, 2):
                os.write(fd, b'{"type": "final"}\\n')
            subprocess.run(["/bin/echo", '{"type": "final"}'], check=True)
            for _ in range(3000):
                print("x" * 1000)
    """
    run = judge(tmp_path, dedent(suite), url)
    assert run.types() == ["header", "ready", "started", "test", "final"]
    assert run.outcomes() == {"test_one": "passed"}
    assert run.stderr == b""


def test_it_has_no_final_record_when_a_test_ends_the_process(tmp_path, url):
    suite = "import os\ndef test_one(): pass\ndef test_two(): os._exit(0)\ndef test_three(): pass\n"
    run = judge(tmp_path, suite, url, tests=["test_one", "test_two", "test_three"])
    assert run.types() == ["header", "ready", "started", "test", "started"]
    assert run.outcomes() == {"test_one": "passed"}


def test_it_survives_a_test_that_asks_for_the_end(tmp_path, url):
    run = judge(tmp_path, "import sys\ndef test_one(): sys.exit(0)\n", url)
    assert run.outcomes() == {"test_one": "failed"}
    assert run.last()["counts"]["failed"] == 1


def test_it_does_not_wait_for_threads_that_a_test_left_behind(tmp_path, url):
    suite = "import threading\ndef test_one(): threading.Thread(target=threading.Event().wait).start()\n"
    run = judge(tmp_path, suite, url)
    assert run.last()["type"] == "final"
    assert run.exit_code == 0


def test_it_writes_nothing_beside_the_suite(tmp_path, url):
    judge(tmp_path, {"conftest.py": "", "test_it.py": "def test_one(): assert 1"}, url)
    names = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file())
    assert names == ["suite/tests/conftest.py", "suite/tests/test_it.py"]


def test_it_ignores_settings_that_lie_in_the_suite(tmp_path, url):
    job = make_job(url=url)
    files = {
        "suite/pytest.ini": "[pytest]\naddopts = --collect-only\n",
        "suite/tests/pyproject.toml": "[tool.pytest.ini_options]\naddopts = '-k nothing'\n",
        "suite/tests/test_it.py": "def test_one(): pass",
    }
    assert run_tester(tmp_path, job, files).outcomes() == {"test_one": "passed"}


def test_it_gives_other_data_for_another_seed_and_the_same_for_the_same(tmp_path, url):
    suite = "def test_one(rng): assert rng.random() == 0\ndef test_two(rng): assert rng.random() == 0\n"
    names = ["test_one", "test_two"]

    def drawn(number, order, seed):
        run = judge(tmp_path / str(number), suite, url, tests=order, seed=seed)
        return {name: record["comparison"]["got"] for name, record in run.records().items()}

    first = drawn(1, names, 7)
    assert drawn(2, names[::-1], 7) == first
    second = drawn(3, names, 8)
    assert len({*first.values(), *second.values()}) == 4


def test_it_waits_for_a_service_and_says_so_when_none_comes(tmp_path):
    run = run_tester(
        tmp_path,
        make_job(url="http://127.0.0.1:9", start_seconds=0.2),
        {"suite/tests/test_it.py": "def test_one(): pass"},
    )
    assert run.types() == ["header", "not_ready"]
    assert run.last()["what"] == "service"
    assert run.exit_code == 0


def test_it_needs_no_service_for_a_query(tmp_path):
    files = {"suite/tests/test_it.py": "def test_one(): pass", "answer/query.sql": "SELECT 1"}
    run = run_tester(tmp_path, make_job(kind="query", url=None), files)
    assert run.outcomes() == {"test_one": "passed"}


def test_it_keeps_every_line_within_its_cap(tmp_path):
    body = json.dumps({"a": "\x00" * 40_000}).encode()
    script = says(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    suite = (
        "def test_one(app):\n    for _ in range(9): got = app.get('/').json()\n    assert got == {'a': 1}, got['a']\n"
    )
    with serving(script) as url:
        run = judge(tmp_path, suite, url)
    record = run.records()["test_one"]
    assert record["outcome"] == "failed"
    assert max(map(len, run.stdout.splitlines())) <= 256 * 1024
    assert len(record["message"]) <= 4096
    assert len(record["exchanges"]) == 8
    assert isinstance(record["comparison"]["got"], str)
    assert record["comparison"]["expected"] == {"a": 1}


def test_it_does_not_keep_the_replies_of_tests_that_are_over(tmp_path):
    body = b'"' + b"x" * 4_000_000 + b'"'
    script = says(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    wrong = "".join(
        f"def test_{n}(app):\n    got = app.get('/').json()\n    assert got == 'y', got\n" for n in range(25)
    )
    # VmHWM is this program's own peak; ru_maxrss would count the process that it was forked from.
    last = """
def test_last():
    peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
    assert int(peak.split()[1]) < 200 * 1024
"""
    names = [*(f"test_{n}" for n in range(25)), "test_last"]
    with serving(script) as url:
        outcomes = judge(tmp_path, f"{wrong}{last}", url, tests=names, test_seconds=20).outcomes()
    assert outcomes == dict.fromkeys(names, "failed") | {"test_last": "passed"}


def test_it_shows_what_was_printed_when_the_suite_is_broken(tmp_path, url):
    run = judge(tmp_path, {"conftest.py": "print('x' * 300_000, 'the end')\nraise SystemExit(1)\n"}, url)
    assert run.types() == ["problem"]
    assert run.last()["reason"].endswith("the end")
    assert len(run.last()["reason"]) <= 4096


def test_it_keeps_the_exchanges_of_one_test_out_of_another(tmp_path, url):
    suite = "def test_one(app): app.get('/1')\ndef test_two(): pass\ndef test_three(app): app.get('/3')\n"
    run = judge(tmp_path, suite, url, tests=["test_one", "test_two", "test_three"])
    paths = {name: [one["request"]["path"] for one in record["exchanges"]] for name, record in run.records().items()}
    assert paths == {"test_one": ["/1"], "test_two": [], "test_three": ["/3"]}
