"""What one run consists of."""

import pytest

from judge.errors import Invalid
from judge.grading.job import make_console_job, make_job
from sandbox.run import File, Job
from tests.judge.catalogue.folders import HIDDEN, SAMPLES, a_problem, load


def job(**changes: object) -> Job:
    usual = {
        "files": {"app.py": "print('é')\n"},
        "stack": "python-flask",
        "is_sample_run": False,
        "seed": 7,
        "run_id": "run",
        "lease": 3,
    }
    return make_job(load(a_problem()), **usual | changes)


def test_it_holds_the_answer_the_readonly_files_and_the_suite():
    made = job()
    assert made.files == (File("app.py", "print('é')\n".encode()), File("words.py", b"WORDS = []\n"))
    assert [file.path for file in made.suite] == ["tests/test_echo.py"]
    assert (made.run_id, made.lease, made.seed, made.kind, made.stack) == ("run", 3, 7, "service", "python-flask")


def test_it_has_the_problems_limits_and_the_sandboxes_others():
    limits = job().limits
    assert (limits.memory_mib, limits.test_seconds) == (128, 2)
    assert (limits.start_seconds, limits.run_seconds, limits.processes) == (10, 60, 96)


def test_it_runs_all_tests_with_samples_first():
    made = job()
    assert made.tests == (*SAMPLES, *HIDDEN)
    assert made.samples == SAMPLES


def test_it_runs_samples_alone():
    assert job(is_sample_run=True).tests == SAMPLES


def test_it_never_carries_solutions_or_expectations():
    made = job()
    contents = [file.content for file in (*made.files, *made.suite)]
    assert not any(b"fails = " in content or b"# right" in content for content in contents)


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({}, "app.py"),
        ({"app.py": "", "words.py": ""}, "words.py"),
        ({"app.py": "", "conftest.py": ""}, "conftest.py"),
        ({"app.py": "", "../app.py": ""}, "../app.py"),
    ],
)
def test_it_takes_exactly_the_editable_files(files: dict[str, str], where: str):
    with pytest.raises(Invalid) as error:
        job(files=files)
    assert error.value.where == where


def test_it_refuses_a_stack_that_the_problem_does_not_offer():
    with pytest.raises(Invalid, match="it has python-flask") as error:
        job(stack="postgresql")
    assert error.value.where == "stack"


def test_it_carries_the_services():
    text = a_problem()["problem.toml"].replace("\n[files]", 'services = ["sqlite"]\n[files]')
    loaded = load(a_problem() | {"problem.toml": text, "services/sqlite/init.sql": "SELECT 1;"})
    made = make_job(loaded, files={"app.py": ""}, stack="python-flask", is_sample_run=True, seed=1, run_id="r", lease=0)
    assert made.services == ("sqlite",)
    assert File("services/sqlite/init.sql", b"SELECT 1;") in made.suite


def with_scripts():
    text = a_problem()["problem.toml"].replace("\n[files]", 'services = ["sqlite"]\n[files]')
    return load(a_problem() | {"problem.toml": text, "services/sqlite/init.sql": "SELECT 1;"})


def console_job(files: dict[str, str], stack: str = "python-flask") -> Job:
    return make_console_job(with_scripts(), files=files, stack=stack, run_id="run", lease=3)


def test_it_holds_the_answer_and_the_scripts_of_a_console_and_nothing_of_the_tests():
    made = console_job({"app.py": "print(1)"})
    answer = {"files": {"app.py": "print(1)"}, "stack": "python-flask", "run_id": "run", "lease": 3}
    run = make_job(with_scripts(), **answer, is_sample_run=False, seed=7)
    assert made.is_console
    assert not run.is_console
    assert made.suite == (File("services/sqlite/init.sql", b"SELECT 1;"),)
    assert (made.tests, made.samples) == ((), ())
    assert (made.files, made.services, made.limits) == (run.files, run.services, run.limits)
    assert (made.run_id, made.lease, made.kind, made.stack) == (run.run_id, run.lease, run.kind, run.stack)


def test_it_refuses_the_files_of_a_console_as_it_refuses_those_of_a_run():
    with pytest.raises(Invalid) as error:
        console_job({"app.py": "", "words.py": ""})
    assert error.value.where == "words.py"
    with pytest.raises(Invalid, match="it has python-flask"):
        console_job({"app.py": ""}, stack="postgresql")
