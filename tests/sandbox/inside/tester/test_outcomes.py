"""What becomes of a test, whatever happens in it: the outcome, and a message that its reader understands."""

import pytest

from tests.sandbox.inside.harness import make_job, run_tester
from tests.sandbox.inside.hostile import says, serving, waits

HELLO = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 14\r\n\r\n{"name": "Al"}'

OUTCOMES = {
    "assertion": ("assert app.get('/').status == 201", "failed", "assert 200 == 201"),
    "assertion_with_words": ("assert app.get('/').status == 201, 'created'", "failed", "created\nassert 200 == 201"),
    "plain_fail": ("pytest.fail('not so')", "failed", "not so"),
    "no_exception_where_one_was_expected": ("with pytest.raises(KeyError): pass", "failed", "DID NOT RAISE"),
    "missing_key": ("app.get('/').json()['id']", "failed", "KeyError: 'id'"),
    "wrong_type": ("app.get('/').json() + 1", "failed", "TypeError: unsupported operand"),
    "missing_header": ("app.get('/').headers['location']", "failed", "KeyError: 'location'"),
    "recursion": ("f = lambda: f()\n    f()", "failed", "RecursionError"),
    "skip": ("pytest.skip('not today')", "failed", "not today"),
    "expected_failure": ("pytest.xfail('known')", "failed", "known"),
    "kept_back_error": ("try:\n        app.get('/', seconds=-1)\n    except Exception: pass", "passed", ""),
    "slow_request": ("app.get('/', seconds=-1)", "too_slow", "GET /: "),
    "warning": ("import warnings; warnings.warn('old', DeprecationWarning)", "passed", ""),
}


def run_body(folder, body, script, *, test_seconds=20):
    """Runs a suite of one test with this body, with a second one after it."""
    source = f"import pytest, time\n\ndef test_one(app):\n    {body}\n\ndef test_two(): pass\n"
    with serving(script) as url:
        job = make_job(url=url, tests=["test_one", "test_two"], test_seconds=test_seconds)
        run = run_tester(folder, job, {"suite/tests/test_it.py": source})
    assert run.last()["type"] == "final", run.lines
    assert run.outcomes()["test_two"] == "passed"
    return run.records()["test_one"]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory):
    """All of OUTCOMES in one run."""
    bodies = (f"def test_{name}(app):\n    {body}\n" for name, (body, _, _) in OUTCOMES.items())
    files = {"suite/tests/test_it.py": "import pytest\n" + "".join(bodies)}
    with serving(says(HELLO)) as url:
        job = make_job(url=url, tests=[f"test_{name}" for name in OUTCOMES], test_seconds=20)
        return run_tester(tmp_path_factory.mktemp("outcomes"), job, files).records()


@pytest.mark.parametrize(("name", "outcome", "words"), [(name, *case[1:]) for name, case in OUTCOMES.items()])
def test_it_tells_an_outcome_with_words(outcomes, name, outcome, words):
    record = outcomes[f"test_{name}"]
    assert record["outcome"] == outcome
    assert words in record["message"]
    assert bool(record["message"]) == (outcome != "passed")


@pytest.mark.parametrize(
    ("script", "outcome", "words"),
    [
        (says(), "no_answer", "closed without an answer"),
        (says(b"hello"), "bad_response", "not HTTP/1.1"),
        (says(HELLO.replace(b'"Al"', b" NaN")), "bad_response", "NaN"),
        (says(HELLO.replace(b'"Al"', b"'Al'")), "bad_response", "not JSON"),
        (waits(), "too_slow", "GET /a: the answer was not complete within 0."),
    ],
)
def test_it_blames_the_answer_where_the_answer_is_at_fault(tmp_path, script, outcome, words):
    record = run_body(tmp_path, "app.get('/a').json()", script, test_seconds=0.5)
    assert record["outcome"] == outcome
    assert words in record["message"]
    assert record["message"].endswith("test_it.py:4: app.get('/a').json()")
    assert record["comparison"] is None


@pytest.mark.parametrize(
    "body",
    [
        "while True: pass",
        "time.sleep(1000)",
        "while True:\n        try: time.sleep(1000)\n        except Exception: pass",
        "import threading; threading.Event().wait()",
        "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
        "pytest.raises(Exception, lambda: time.sleep(1000))",
    ],
)
def test_it_ends_a_test_that_does_not_end(tmp_path, body):
    record = run_body(tmp_path, body, says(HELLO), test_seconds=0.3)
    assert record["outcome"] == "too_slow"
    assert record["message"].startswith("the test took longer than 0.3 s\ntest_it.py:")


def test_it_ends_a_test_that_swallows_the_first_alarm(tmp_path):
    body = "try: time.sleep(1000)\n    except BaseException: time.sleep(1000)"
    assert run_body(tmp_path, body, says(HELLO), test_seconds=0.3)["outcome"] == "too_slow"


def test_it_charges_fixtures_to_the_test_and_cleans_up_after_it(tmp_path):
    conftest = (
        "import pytest, time\n"
        "@pytest.fixture\n"
        "def slow():\n    time.sleep(1000)\n"
        "@pytest.fixture\n"
        "def tidy(tmp_path_factory):\n    yield\n    open('/dev/null').close(); events.append('tidied')\n"
        "events = []\n"
        "@pytest.fixture\n"
        "def seen(): return events\n"
        "@pytest.fixture\n"
        "def untidy():\n    yield\n    raise ValueError('left over')\n"
        "@pytest.fixture\n"
        "def endless():\n    yield\n    time.sleep(1000)\n"
    )
    suite = (
        "import time\n"
        "def test_a(slow): pass\n"
        "def test_b(tidy): time.sleep(1000)\n"
        "def test_c(seen): assert seen == ['tidied']\n"
        "def test_d(untidy): pass\n"
        "def test_e(untidy): assert 0\n"
        "def test_f(endless): pass\n"
        "def test_g(): pass\n"
    )
    names = [f"test_{letter}" for letter in "abcdefg"]
    with serving(says(HELLO)) as url:
        job = make_job(url=url, tests=names, test_seconds=0.3)
        run = run_tester(tmp_path, job, {"suite/tests/conftest.py": conftest, "suite/tests/test_it.py": suite})
    outcomes = ["too_slow", "too_slow", "passed", "failed", "failed", "too_slow", "passed"]
    assert run.outcomes() == dict(zip(names, outcomes, strict=True))
    assert "left over" in run.records()["test_d"]["message"]
    assert run.records()["test_e"]["message"].startswith("assert 0")
    assert run.last()["counts"] == {"passed": 2, "failed": 2, "too_slow": 3, "bad_response": 0, "no_answer": 0}


def test_it_shows_what_was_compared(tmp_path):
    record = run_body(tmp_path, "assert app.get('/').json() == {'name': 'Bo'}", says(HELLO))
    assert record["comparison"] == {"got": {"name": "Al"}, "expected": {"name": "Bo"}}
    assert "Differing items" in record["message"]
    assert "Use -v" not in record["message"]
    assert "-vv" not in record["message"]


def test_it_cuts_a_long_explanation_and_gives_no_advice_on_options(tmp_path):
    record = run_body(tmp_path, "assert {str(n): n for n in range(500)} == {}", says(HELLO))
    assert "Full output truncated\n" in record["message"]
    assert "-v" not in record["message"]


def test_it_shows_no_comparison_that_did_not_fail_the_test(tmp_path):
    body = "try: assert 1 == 2\n    except AssertionError: pass\n    {}['id']"
    assert run_body(tmp_path, body, says(HELLO))["comparison"] is None


def test_it_is_not_held_up_by_the_difference_of_two_long_texts(tmp_path):
    body = "a = 'ab' * 500_000; b = 'ba' * 500_000; assert a == b"
    record = run_body(tmp_path, body, says(HELLO), test_seconds=5)
    assert record["outcome"] == "failed"
    assert len(record["message"]) <= 4096
    assert len(record["comparison"]["got"]) <= 16 * 1024


def test_it_shows_the_reply_behind_a_wrong_status(tmp_path):
    script = says(HELLO.replace(b"200 OK", b"404 Not Found"))
    record = run_body(tmp_path, "assert app.get('/a').status == 200", script)
    assert "where 404 = <Reply 404 Not Found application/json" in record["message"]
    assert '{"name": "Al"}' in record["message"]
    assert "object at 0x" not in record["message"]


def test_it_reports_requests_from_threads_that_hang(tmp_path):
    body = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "    with ThreadPoolExecutor(4) as threads: list(threads.map(app.get, ['/1', '/2', '/3']))"
    )
    record = run_body(tmp_path, body, waits(), test_seconds=0.3)
    assert record["outcome"] == "too_slow"
    assert sorted(one["request"]["path"] for one in record["exchanges"]) == ["/1", "/2", "/3"]
    assert all(one["error"] for one in record["exchanges"])
