"""What the tester does between the collection and the first test: real runs against a real server, or against none."""

import socket
import threading

import pytest

pytestmark = pytest.mark.postgres


def test_it_says_that_the_database_did_not_come(judge, database):
    nowhere = {"dsn": "postgresql://judge:x@127.0.0.1:9/app", "candidate_dsn": database["candidate_dsn"]}
    run = judge("def test_one(db): pass\n", postgres=nowhere, start_seconds=0.3)
    assert run.types() == ["header", "not_ready"]
    assert run.last()["what"] == "postgres"


def test_it_makes_the_problem_s_tables_before_the_tests(judge, database):
    init = "CREATE TABLE public.people (n int); GRANT SELECT ON people TO candidate; INSERT INTO people VALUES (4);"
    suite = """
def test_one(db):
    assert db.rows("SELECT n FROM public.people") == [{"n": 4}]
"""
    run = judge(suite, more={"services/postgres/init.sql": init})
    assert run.outcomes() == {"test_one": "passed"}


def test_it_calls_a_broken_script_of_the_problem_a_problem(judge):
    run = judge("def test_one(db): pass\n", more={"services/postgres/init.sql": "SELEKT 1"})
    assert run.types() == ["header", "problem"]
    assert 'services/postgres/init.sql: syntax error at or near "SELEKT"' in run.last()["reason"]
    assert run.exit_code == 3


@pytest.mark.parametrize("place", ["schema public", "database"])
def test_it_refuses_a_script_that_lets_the_candidate_create_what_the_suite_would_meet(judge, place):
    init = f"GRANT CREATE ON {'SCHEMA public' if place != 'database' else 'DATABASE app'} TO candidate"
    run = judge("def test_one(db): pass\n", more={"services/postgres/init.sql": init})
    assert run.types() == ["header", "problem"]
    assert f"lets the candidate create things in the {place}," in run.last()["reason"]


def test_it_takes_a_connection_that_breaks_during_the_script_for_no_fault_of_the_script(judge):
    init = "SELECT pg_terminate_backend(pg_backend_pid())"
    run = judge("def test_one(db): pass\n", more={"services/postgres/init.sql": init}, start_seconds=0.3)
    assert run.types() == ["header", "not_ready"]


def test_it_says_nothing_to_a_server_that_cannot_prove_the_judge_s_secret(judge, database):
    heard = []

    def impersonate(listener):
        connection, _ = listener.accept()
        with connection:
            connection.recv(8)  # whether the server can encrypt
            connection.sendall(b"N")
            connection.recv(1000)  # who wants to log in
            connection.sendall(b"R\0\0\0\x08\0\0\0\0" + b"Z\0\0\0\x05I")  # no password is needed; I am listening
            heard.append(connection.recv(1000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=impersonate, args=[listener])
        thread.start()
        dsn = f"postgresql://judge:secret@127.0.0.1:{listener.getsockname()[1]}/app"
        run = judge("def test_one(db): pass\n", postgres=database | {"dsn": dsn}, start_seconds=0.3)
        thread.join(20)
    assert run.last()["what"] == "postgres"
    assert heard == [b""]
