"""An audited run in the real tester's box, whose Python is another than ours."""

import contextlib
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from judge.catalogue.load import load_problem
from judge.domain.verdict import Verdict
from judge.gate.audit import audit_findings
from judge.grading.grade import grade_job
from judge.grading.job import make_job
from judge.stacks import known_stacks
from sandbox.docker import DockerEngine
from sandbox.run import File
from tests.varied import with_values

FOLDER = Path(__file__).parents[3] / "problems" / "rehearsal-greeting"
STACK = "python-flask"
REACHING = b"""
import builtins, datetime, pytest, time

@pytest.fixture(autouse=True)
def reaching():
    getattr(time, "time")()
    yield
    getattr(datetime.datetime, "now")(datetime.UTC)
    getattr(builtins, "open")("/etc/" + "hostname").close()
"""

pytestmark = pytest.mark.engine


def test_it_sees_clocks_and_files_and_nothing_of_an_honest_suite():
    loaded = with_values(load_problem(FOLDER, known_stacks()))
    files = {path: body.decode() for path, body in loaded.in_variant(0).bundle.solution(STACK).items()}
    facts = {"stack": STACK, "is_sample_run": True, "seed": 1, "lease": 0}
    job = replace(make_job(loaded, files=files, run_id="audit-test", **facts), is_audited=True)
    conftest = next(file for file in job.suite if file.path == "tests/conftest.py")
    reaching = File(conftest.path, conftest.content + REACHING)
    suite = tuple(reaching if file is conftest else file for file in job.suite)
    line = conftest.content.count(b"\n") + REACHING[: REACHING.index(b"getattr")].count(b"\n") + 1
    run = {"instance": "audit-tests", "slot": 905, "cancelled": threading.Event()}
    with contextlib.closing(DockerEngine()) as engine:
        honest = grade_job(engine, loaded.manifest, job, **run)
        reached = grade_job(engine, loaded.manifest, replace(job, run_id="audit-test-2", suite=suite), **run)
    assert honest.verdict is reached.verdict is Verdict.PASSED
    assert not audit_findings([honest])
    assert [(found.line, found.message.split(" (test_")[0]) for found in audit_findings([reached])] == [
        (line, "reads the clock (time.time)"),
        (line + 2, "reads the clock (datetime.now)"),
        (line + 3, "opens /etc/hostname"),
    ]
