from dataclasses import replace

import pytest

from sandbox.errors import BadJob
from sandbox.run import File
from sandbox.services import files_for_tester, job_for_starter, job_for_tester, services_of
from sandbox.stacks import load_stacks
from tests.sandbox.jobs import QUERY, SERVICE

FLASK = load_stacks()["python-flask"]
SQLITE = File("services/sqlite/init.sql", b"CREATE TABLE t (x);")


def with_services(*names):
    return replace(SERVICE, services=names, suite=(*SERVICE.suite, SQLITE))


def test_it_needs_nothing_when_no_service_is_asked_for():
    services = services_of(SERVICE)
    assert services.boxes == ()
    assert services.env == {}
    assert services.tester is None
    assert services.sqlite is None


def test_it_makes_a_box_for_the_database_with_a_secret_of_192_bits():
    [member] = services_of(with_services("postgres")).boxes
    assert (member.role, member.image) == ("postgres", "postgres")
    assert len(member.env["POSTGRES_SECRET"]) == 32


def test_it_never_gives_two_runs_the_same_secret():
    secrets = {services_of(QUERY).boxes[0].env["POSTGRES_SECRET"] for _ in range(20)}
    assert len(secrets) == 20


def test_it_tells_the_secret_to_the_tester_and_not_to_the_submission():
    services = services_of(with_services("postgres"))
    secret = services.boxes[0].env["POSTGRES_SECRET"]
    job = job_for_tester(SERVICE, FLASK, services, nonce="n", start_seconds=1)
    assert job["postgres"]["dsn"] == f"postgresql://judge:{secret}@127.0.0.1:5432/app"
    assert job["postgres"]["candidate_dsn"] == "postgresql://candidate:candidate@127.0.0.1:5432/app"
    assert secret not in str(job_for_starter(FLASK, services))


def test_it_has_no_box_for_sqlite_and_sends_its_script_to_the_submission():
    services = services_of(with_services("sqlite"))
    assert services.boxes == ()
    assert services.files == (SQLITE,)
    assert job_for_starter(FLASK, services)["sqlite"] == {"script": SQLITE.path, "path": "/tmp/app.db"}


def test_it_can_have_both():
    services = services_of(with_services("sqlite", "postgres"))
    assert len(services.boxes) == 1
    assert services.sqlite is not None


def test_it_refuses_a_service_it_does_not_know():
    with pytest.raises(BadJob, match="redis"):
        services_of(with_services("redis"))


def test_it_refuses_sqlite_without_a_script():
    with pytest.raises(BadJob, match=r"services/sqlite/init\.sql"):
        services_of(replace(SERVICE, services=("sqlite",)))


def test_it_puts_the_environment_of_the_services_over_that_of_the_stack():
    env = job_for_starter(FLASK, services_of(with_services("postgres")))["env"]
    assert env["DATABASE_URL"].startswith("postgresql://candidate")
    assert env["HOME"] == FLASK.env["HOME"]


def test_it_sends_a_querys_files_to_the_tester_as_data():
    assert dict(files_for_tester(QUERY)) == {"suite/tests/test_it.py": b"", "answer/answer.sql": b"SELECT 1"}


def test_it_never_sends_a_programs_files_to_the_tester():
    assert [path for path, _ in files_for_tester(SERVICE)] == ["suite/tests/test_it.py"]


def test_it_tells_the_tester_whether_it_is_a_console():
    for job in (SERVICE, replace(SERVICE, is_console=True)):
        told = job_for_tester(job, FLASK, services_of(job), nonce="n", start_seconds=1)
        assert told["is_console"] is job.is_console


def test_it_gives_a_consoles_tester_no_answer_of_a_query():
    query = replace(QUERY, is_console=True)
    assert [path for path, _ in files_for_tester(QUERY)] == ["suite/tests/test_it.py", "answer/answer.sql"]
    assert [path for path, _ in files_for_tester(query)] == ["suite/tests/test_it.py"]
