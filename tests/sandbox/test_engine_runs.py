"""Whole runs on the real engine: every ending that a submission can bring about by itself."""

import threading
from dataclasses import replace

import pytest

from sandbox.errors import BadJob, EngineRefused, ImageMissing
from sandbox.run import BoxEnd, Ending, File, Limits, TestOutcome
from tests.sandbox.jobs import QUERY, SERVICE, run
from tests.sandbox.programs import HONEST, SUITE, service

pytestmark = pytest.mark.engine

SHORT = Limits(start_seconds=3, run_seconds=5, test_seconds=2)


def outcomes(outcome):
    return {record.id: record.outcome for record in outcome.records}


def test_it_judges_an_honest_program(engine, instance):
    heard = []
    outcome = run(engine, service(HONEST), lambda kind, data: heard.append(data), instance=instance)
    assert outcome.ending is Ending.FINISHED
    assert outcomes(outcome) == {"test_sample": TestOutcome.PASSED, "test_hidden": TestOutcome.PASSED}
    assert outcome.submission is None
    assert not outcome.out_of_memory
    assert [data.get("phase") or data["id"] for data in heard] == [
        "preparing", "starting", "running", "test_sample", "test_hidden",
    ]  # fmt: skip
    assert set(outcome.images) == {"tester", "submission"}
    assert all(image.startswith("sha256:") for image in outcome.images.values())


def test_it_shows_what_a_program_printed_in_a_run_of_samples(engine, instance):
    job = replace(service(HONEST), tests=("test_sample",))
    assert run(engine, job, instance=instance).log == "booting\nwas asked\n"


def test_it_tells_a_wrong_answer_with_both_sides(engine, instance):
    outcome = run(engine, service(HONEST.replace("42", "41")), instance=instance)
    assert outcomes(outcome) == {"test_sample": TestOutcome.FAILED, "test_hidden": TestOutcome.PASSED}
    assert outcome.records[0].comparison == {"got": {"answer": 41}, "expected": {"answer": 42}}
    assert outcome.records[0].exchanges[0]["reply"]["status"] == 200


def test_it_gives_the_same_data_for_the_same_seed(engine, instance):
    def sent(seed):
        outcome = run(engine, replace(service(HONEST), seed=seed), instance=instance)
        return outcome.records[1].exchanges[0]["request"]["body"]

    assert sent(5) == sent(5)
    assert sent(5) != sent(6)


def test_it_sees_that_a_program_did_not_start(engine, instance):
    outcome = run(engine, service("import nothing_of_this_name"), instance=instance)
    assert outcome.ending is Ending.EXITED
    assert outcome.submission.exit_code == 3
    assert not outcome.out_of_memory
    assert "ModuleNotFoundError" in outcome.log
    assert outcome.records == ()


def test_it_does_not_wait_for_ever_for_a_program_that_never_listens(engine, instance):
    program = "import time\nprint('asleep', flush=True)\ntime.sleep(600)\n"
    outcome = run(engine, service(program, limits=SHORT), instance=instance)
    assert outcome.ending is Ending.NOT_READY
    assert outcome.log == "asleep\n"


def test_it_sees_a_crash_between_tests_and_keeps_the_records(engine, instance):
    program = (
        HONEST
        + """
    import os

    @app.get("/die")
    def die():
        os.kill(os.getppid(), 9)
        os.kill(os.getpid(), 9)
    """
    )
    suite = SUITE.replace('app.post("/echo", json={"value": value})', 'app.get("/die")')
    outcome = run(engine, service(program, suite), instance=instance)
    assert outcome.ending is Ending.EXITED
    assert outcome.submission.exit_code == 137
    assert not outcome.out_of_memory
    assert outcomes(outcome) == {"test_sample": TestOutcome.PASSED, "test_hidden": TestOutcome.NO_ANSWER}


@pytest.mark.parametrize("code", [0, 1, 137, 143, 255])
def test_it_takes_an_exit_code_for_what_it_is_whatever_it_looks_like(engine, instance, code):
    job = service(f"print('bye')\nraise SystemExit({code})\n")
    outcome = run(engine, job, instance=instance, argv=("/opt/venv/bin/python3", "app.py"))
    assert outcome.ending is Ending.EXITED
    assert outcome.submission == BoxEnd(code, out_of_memory=False)
    assert outcome.records == ()
    assert outcome.log == "bye\n"


@pytest.mark.parametrize("number", [9, 15, 11])
def test_it_blames_a_program_that_kills_itself(engine, instance, number):
    job = service(f"import os\nos.kill(os.getpid(), {number})\n")
    outcome = run(engine, job, instance=instance, argv=("/opt/venv/bin/python3", "app.py"))
    assert outcome.ending is Ending.EXITED
    assert outcome.submission == BoxEnd(128 + number, out_of_memory=False)


@pytest.mark.parametrize(("number", "signal"), [(15, "SIGKILL"), (15, "SIGTERM"), (0, "SIGTERM")])
def test_it_repeats_a_run_whose_box_was_killed_from_outside(engine, instance, number, signal):
    """A restarting engine ends its boxes like this: neither the candidate's fault nor a result."""

    def strike(kind, data):
        if data.get("phase") == "starting":
            ready.wait(0.5)
            [found] = engine._api.containers(filters={"label": [f"judge.instance={instance}", "judge.role=submission"]})
            engine._api.kill(found["Id"], signal)

    ready = threading.Event()  # never set: time for the program to set its handler
    program = f"""
    import os, signal, time
    if {number} == 0:
        signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    time.sleep(60)
    """
    with pytest.raises(EngineRefused, match="from outside"):
        run(engine, service(program), strike, instance=instance, argv=("/opt/venv/bin/python3", "app.py"))


def test_it_sees_that_a_program_hit_the_memory_limit_as_it_started(engine, instance):
    job = service("data = [bytearray(1 << 20) for _ in range(4096)]", limits=replace(SHORT, memory_mib=96))
    outcome = run(engine, job, instance=instance)
    assert outcome.out_of_memory
    assert outcome.ending in {Ending.EXITED, Ending.NOT_READY}


def test_it_sees_that_a_child_hit_the_memory_limit(engine, instance):
    program = (
        HONEST
        + """
    import subprocess, sys

    @app.get("/hog")
    def hog():
        code = subprocess.call([sys.executable, "-c", "x = [bytearray(1 << 20) for _ in range(4096)]"])
        return jsonify(answer=code)
    """
    )
    suite = """
    def test_hog(app):
        assert app.get("/hog", seconds=4).json() == {"answer": -9}
    """
    outcome = run(engine, service(program, suite, limits=replace(SHORT, memory_mib=128)), instance=instance)
    assert outcome.out_of_memory
    assert outcome.ending in {Ending.FINISHED, Ending.EXITED}


def test_it_stops_endless_output(engine, instance):
    program = "import sys\nwhile True:\n    sys.stderr.write('y' * 65536)\n"
    outcome = run(engine, service(program, limits=replace(SHORT, output_kib=512)), instance=instance)
    assert outcome.ending is Ending.OUTPUT_LIMIT
    assert len(outcome.log) < 20_000


def test_it_stops_output_without_a_line_end(engine, instance):
    program = "import os\nwhile True:\n    os.write(1, b'\\0' * 4096)\n"
    outcome = run(engine, service(program, limits=replace(SHORT, output_kib=512)), instance=instance)
    assert outcome.ending is Ending.OUTPUT_LIMIT
    assert "\0" not in outcome.log


def test_it_goes_on_when_a_program_closes_its_streams(engine, instance):
    program = (
        HONEST
        + """
    import os
    os.close(1)
    os.close(2)
    """
    )
    assert run(engine, service(program), instance=instance).ending is Ending.FINISHED


def test_it_survives_a_fork_bomb_and_judges_the_next_program(engine, instance):
    bomb = "import os\nwhile True:\n    try:\n        os.fork()\n    except OSError:\n        pass\n"
    outcome = run(engine, service(bomb, limits=SHORT), instance=instance)
    assert outcome.ending is Ending.NOT_READY
    assert run(engine, service(HONEST), instance=instance).ending is Ending.FINISHED


def test_it_kills_what_ignores_every_signal_and_left_its_session(engine, instance):
    program = """
    import os, signal, time
    for number in set(range(1, 65)) - {9, 19, 32, 33}:
        signal.signal(number, signal.SIG_IGN)
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(600)
    """
    assert (
        run(engine, service(program, limits=replace(SHORT, start_seconds=1)), instance=instance).ending
        is Ending.NOT_READY
    )


def test_it_ends_the_run_when_the_tests_take_too_long(engine, instance):
    program = HONEST.replace('print("was asked", flush=True)', "import time; time.sleep(30)")
    limits = Limits(start_seconds=5, run_seconds=1, test_seconds=10)
    outcome = run(engine, service(program, limits=limits), instance=instance)
    assert outcome.ending is Ending.OUT_OF_TIME
    assert outcome.expected == ("test_sample", "test_hidden")


def test_it_charges_a_slow_answer_to_its_test_alone(engine, instance):
    program = HONEST.replace('print("was asked", flush=True)', "import time; time.sleep(30)")
    outcome = run(engine, service(program, limits=Limits(test_seconds=0.5)), instance=instance)
    assert outcome.ending is Ending.FINISHED
    assert outcomes(outcome) == {"test_sample": TestOutcome.TOO_SLOW, "test_hidden": TestOutcome.PASSED}


def test_it_ends_at_once_when_it_is_cancelled(engine, instance):
    cancelled = threading.Event()
    program = HONEST.replace('print("was asked", flush=True)', "import time; time.sleep(30)")
    outcome = run(
        engine, service(program), lambda kind, data: cancelled.set() if data.get("phase") == "running" else None,
        instance=instance, cancelled=cancelled,
    )  # fmt: skip
    assert outcome.ending is Ending.CANCELLED


def test_it_says_that_a_broken_suite_is_not_the_candidates_fault(engine, instance):
    outcome = run(engine, service(HONEST, "def test_it(no_such_fixture):\n    pass\n"), instance=instance)
    assert outcome.ending is Ending.TESTER_LOST
    assert "no_such_fixture" in outcome.reason


def test_it_says_that_a_missing_test_is_not_the_candidates_fault(engine, instance):
    outcome = run(engine, replace(service(HONEST), tests=("test_gone",)), instance=instance)
    assert outcome.ending is Ending.TESTER_LOST
    assert "test_gone" in outcome.reason


def test_it_tells_of_a_tester_that_ends_before_the_others_have_joined_it(engine, instance, monkeypatch):
    boxes, create = {}, engine.create

    def late(spec, sink):
        box = boxes[spec.role] = create(spec, sink)
        start = box.start

        def start_when_the_owner_has_ended():
            while spec.joins and boxes["tester"].end() is None:
                threading.Event().wait(0.02)
            start()

        box.start = start_when_the_owner_has_ended
        return box

    monkeypatch.setattr(engine, "create", late)
    outcome = run(engine, replace(service(HONEST), tests=("test_gone",)), instance=instance)
    assert outcome.ending is Ending.TESTER_LOST
    assert "test_gone" in outcome.reason


def test_it_gives_a_program_the_sqlite_file(engine, instance):
    program = """
    import os, sqlite3
    from flask import Flask, jsonify
    app = Flask(__name__)

    @app.get("/")
    def index():
        rows = sqlite3.connect(os.environ["DATABASE_PATH"]).execute("SELECT name FROM books").fetchall()
        return jsonify(answer=rows)
    """
    suite = (
        File("tests/test_it.py", b"def test_it(app):\n    assert app.get('/').json() == {'answer': [['Dune']]}\n"),
        File("services/sqlite/init.sql", b"CREATE TABLE books (name text); INSERT INTO books VALUES ('Dune');"),
    )
    job = replace(service(program), services=("sqlite",), suite=suite, tests=("test_it",))
    assert outcomes(run(engine, job, instance=instance)) == {"test_it": TestOutcome.PASSED}


def test_it_refuses_a_sqlite_script_that_fails(engine, instance):
    suite = (*service(HONEST).suite, File("services/sqlite/init.sql", b"CREATE NONSENSE"))
    with pytest.raises(BadJob, match="NONSENSE"):
        run(engine, replace(service(HONEST), services=("sqlite",), suite=suite), instance=instance)


def test_it_says_which_image_is_missing(engine, instance, monkeypatch):
    monkeypatch.setattr("sandbox.docker.sources_hash", lambda name: "0" * 64)
    with pytest.raises(ImageMissing, match="tester"):
        run(engine, SERVICE, instance=instance)


def test_it_refuses_a_query_without_its_files_place(engine, instance):
    with pytest.raises(BadJob):
        run(engine, replace(QUERY, files=(File("../answer.sql", b""),)), instance=instance)


def test_it_does_not_take_a_tester_that_a_reply_has_filled_for_a_fault_of_its_own(engine, instance):
    # Small on the wire, forty times as large as Python's lists.
    program = """
        from flask import Flask, Response

        app = Flask(__name__)
        BODY = b"[" + b",".join([b"[" * 50 + b"]" * 50] * 40_000) + b"]"

        @app.get("/")
        def root():
            return Response(BODY, mimetype="application/json")
    """
    suite = """
        import pytest

        @pytest.mark.sample
        def test_it(app):
            kept = [app.get("/").json() for _ in range(8)]
            assert kept == []
    """
    outcome = run(engine, service(program, suite), instance=instance)
    assert outcome.ending is Ending.OVERWHELMED
    assert outcome.out_of_memory
