"""Consoles on the real engine: what honest users do, and what a program or a statement can do against one."""

import threading
from collections import deque
from dataclasses import replace
from textwrap import dedent

import pytest

from sandbox import console
from sandbox.inside.starter.start import WORK
from sandbox.run import Ending, File, Limits
from sandbox.stacks import load_stacks
from tests.sandbox import jobs
from tests.sandbox.programs import HONEST

pytestmark = pytest.mark.engine

SERVICE = replace(jobs.SERVICE, suite=(), tests=(), samples=(), is_console=True, limits=Limits(test_seconds=1))
# Without a framework, byte by byte, and a thread for each connection. What is asked decides what comes.
RAW = """
    import os, socket, sys, threading, time
    asked = 0
    PIECE = b"x" * 65536
    print("booting", flush=True)

    def serve(connection):
        global asked
        data = connection.recv(65536)
        while data and b"\\r\\n\\r\\n" not in data:
            data += connection.recv(65536)
        if not data:
            connection.close()
            return
        asked += 1
        path = data.split()[1].decode()
        if path == "/flood":
            connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
            while True:
                connection.sendall(PIECE)
        if path == "/drip":
            connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 9999\\r\\n\\r\\n")
            while True:
                connection.sendall(b"x")
                time.sleep(0.05)
        if path == "/hang":
            time.sleep(600)
        if path == "/print":
            sys.stderr.write("y" * 60_000 + "the end\\n")
        if path == "/exit":
            os._exit(7)
        if path == "/print-for-ever":
            while True:
                os.write(1, PIECE)
        body = str(asked).encode()
        if path == "/files":
            found = [os.path.join(folder, name) for top in ("/work", "/tmp") for folder, _, names in os.walk(top)
                     for name in names]
            body = " ".join(found).encode()
        connection.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: %d\\r\\n\\r\\n" % len(body) + body)
        connection.close()

    with socket.create_server(("127.0.0.1", 8000)) as listener:
        while True:
            threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
"""
SAMPLE = """
CREATE TABLE books (id int PRIMARY KEY, title text NOT NULL);
INSERT INTO books VALUES (1, 'Dune'), (2, 'Emma');
"""
QUERY = replace(
    jobs.QUERY,
    suite=(File("services/postgres/sample.sql", SAMPLE.encode()),),
    tests=(),
    samples=(),
    is_console=True,
    limits=Limits(test_seconds=1),
)
STUBBORN = "DO $$ BEGIN LOOP BEGIN PERFORM pg_sleep(9); EXCEPTION WHEN query_canceled THEN NULL; END; END LOOP; END $$"


class Asked:
    """Commands in their order; closes the console when the last one is answered."""

    def __init__(self, *commands):
        self.closed = threading.Event()
        self.answers = []
        self._waiting = deque({"number": number, **command} for number, command in enumerate(commands, 1))

    def next(self):
        if not self._waiting:
            self.closed.set()
        return self._waiting[0] if self._waiting else None

    def answer(self, number, answer):
        assert self._waiting.popleft()["number"] == number
        self.answers.append(answer)


@pytest.fixture
def serve(engine, instance):
    """Serves commands up to the end; gives the outcome and the answers."""

    def serve(job, *commands, argv=()):
        asked = Asked(*commands)
        stack = load_stacks()[job.stack]
        stack = replace(stack, argv=argv or stack.argv)
        where = {"instance": instance, "slot": 0, "cancelled": asked.closed}
        return console.serve(engine, job, stack, lambda kind, data: None, asked, **where), asked.answers

    return serve


def get(path, **command):
    return {"type": "request", "method": "GET", "path": path, "headers": {}, "body": ""} | command


def sql(statement, kind="sql"):
    return {"type": kind, "sql": statement}


def program(text):
    return replace(SERVICE, files=(File("app.py", dedent(text).encode()),))


def raw(serve, *commands):
    return serve(program(RAW), *commands, argv=("/opt/venv/bin/python3", f"{WORK}/app.py"))


def test_it_speaks_to_an_honest_service_and_shows_its_log(serve):
    post = get("/echo", method="POST", headers={"Content-Type": "application/json"}, body='{"a": 1}')
    outcome, (first, second, third) = serve(program(HONEST), get("/"), post, get("/nothing"))
    assert outcome.ending is Ending.CANCELLED
    assert (first["status"], first["body"]) == (200, '{"answer":42}\n')
    assert ["Content-Type", "application/json"] in first["headers"]
    assert second["body"] == '{"a":1}\n'
    assert first["log"] + second["log"] + third["log"] == "booting\nwas asked\n"
    assert (third["status"], third["reason"]) == (404, "NOT FOUND")
    assert set(outcome.images) == {"tester", "submission"}


def test_it_survives_what_a_service_does_with_its_requests_and_keeps_its_state(serve, monkeypatch):
    monkeypatch.setattr(console, "LOG_SECONDS", 0.5)  # a busy engine is late
    outcome, answers = raw(
        serve,
        *(get("/one"), get("/flood"), get("/drip"), get("/hang"), get("/print")),
        *(get("/a\r\nX: 1"), get("http://127.0.0.1:5432/"), get("/", method="GET / HTTP/1.1\r\nX: 1\r\n\r\n")),
        *(get("/", headers={"X": "1\r\nY: 1"}), get("/files"), get("/last")),
    )
    errors = [answer.get("error", "") for answer in answers]
    assert outcome.ending is Ending.CANCELLED, outcome
    assert answers[0]["log"] == "booting\n"
    assert "larger than" in errors[1]
    assert all("was not complete within 1.0 s" in error for error in errors[2:4])
    assert len(answers[4]["log"]) < 17_000
    assert answers[4]["log"].startswith("… (earlier")
    assert answers[4]["log"].endswith("the end\n")
    refused = ("control character", "starts with a slash", "bad method", "bad header")
    assert all(reason in error for reason, error in zip(refused, errors[5:9], strict=True))
    assert answers[9]["body"] == f"{WORK}/app.py"
    assert answers[10]["body"] == "7"  # nothing that was refused has reached it


def test_it_ends_with_its_service_and_tells_the_last_answer(engine, instance):
    class Waiting(Asked):
        def next(self):
            return self._waiting[0] if self._waiting else None

    asked = Waiting(get("/exit"))
    stack = replace(load_stacks()["python-flask"], argv=("/opt/venv/bin/python3", f"{WORK}/app.py"))
    where = {"instance": instance, "slot": 0, "cancelled": asked.closed}
    outcome = console.serve(engine, program(RAW), stack, lambda kind, data: None, asked, **where)
    assert (outcome.ending, outcome.submission.exit_code) == (Ending.EXITED, 7)
    assert [answer["type"] for answer in asked.answers] == ["error"]
    assert outcome.log == "booting\n"


def test_it_ends_a_service_that_prints_for_ever(serve):
    outcome, _ = raw(serve, get("/print-for-ever"), get("/never"))
    assert outcome.ending is Ending.OUTPUT_LIMIT
    assert len(outcome.log) < 17_000


def test_it_asks_a_database_as_the_candidate_and_survives_what_is_asked(serve):
    outcome, answers = serve(
        QUERY,
        sql("SELECT * FROM books ORDER BY id"),
        *(sql("SELECT count(*) FROM books", "plan"), {"type": "schema"}, sql("SELECT *\nFROM boks")),
        *(sql("SELECT pg_sleep(60)"), sql(STUBBORN), sql("SELECT pg_sleep(60)", "plan")),
        *(sql("SET statement_timeout = 0"), sql("SELECT set_config('statement_timeout', '0', false), pg_sleep(60)")),
        *(sql("COPY (SELECT 1) TO PROGRAM 'id'"), sql("DROP TABLE books"), sql("SELECT 1; DROP TABLE books")),
        *(sql("COMMIT"), sql("INSERT INTO books VALUES (3, 'x')"), sql("SELECT pg_read_file('/etc/passwd')")),
        sql("SELECT count(pg_notify('a', repeat('x', 7900) || n)) FROM generate_series(1, 3000) AS n"),
        sql("SELECT count(*), pg_notification_queue_usage() = 0, current_user FROM books"),
        sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'candidate'"),
    )
    assert outcome.ending is Ending.CANCELLED, outcome
    errors = [answer.get("error", "") for answer in answers]
    assert answers[0]["rows"] == [[1, "Dune"], [2, "Emma"]]
    assert "Aggregate" in answers[1]["lines"][0]
    assert [(table["name"], table["rows"]) for table in answers[2]["tables"]] == [("books", 2)]
    assert errors[3] == 'relation "boks" does not exist (line 2, at character 6)'
    assert all("did not end in time" in error for error in (*errors[4:7], errors[8]))
    assert answers[7]["type"] == answers[12]["type"] == "rows"
    assert all(errors[place] for place in (9, 10, 11, 13, 14))
    assert answers[-2]["rows"] == [[2, True, "candidate"]]
    assert answers[-1]["rows"] == [[1]]


def test_it_is_gone_as_soon_as_it_is_closed_in_the_middle_of_a_command(engine, instance):
    class Closing(Asked):
        def next(self):
            command = super().next()
            threading.Timer(0.2, self.closed.set).start()
            return command

    asked = Closing(sql("SELECT pg_sleep(60)"))
    job = replace(QUERY, limits=Limits(test_seconds=30))
    where = {"instance": instance, "slot": 0, "cancelled": asked.closed}
    outcome = console.serve(engine, job, load_stacks()["postgresql"], lambda kind, data: None, asked, **where)
    assert outcome.ending is Ending.CANCELLED
    assert outcome.phases["ready"] < 20_000
    assert asked.answers == []


def test_it_survives_a_statement_that_fills_the_database(serve):
    patient = replace(QUERY, limits=Limits(test_seconds=20))
    outcome, answers = serve(patient, sql("SELECT repeat('x', 250000000)"), sql("SELECT count(*) FROM books"))
    assert outcome.ending is Ending.CANCELLED, outcome
    assert answers[0]["error"] == "the database broke off: the statement has used all of its memory"
    assert answers[1].get("rows") == [[2]] or "no connection now" in answers[1]["error"]


def test_it_ends_when_a_result_fills_the_tester(serve):
    patient = replace(QUERY, limits=Limits(test_seconds=20))
    outcome, answers = serve(patient, sql("SELECT repeat('x', 130000000)"))
    assert (outcome.ending, outcome.out_of_memory) == (Ending.OVERWHELMED, True), answers
