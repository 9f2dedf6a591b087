"""Every way in which a console can go and end, with scripted boxes."""

import threading
from collections import deque
from dataclasses import replace

import pytest

from sandbox import console, life
from sandbox.base import BoxSpec
from sandbox.errors import BadJob, EngineUnavailable
from sandbox.fake import FakeEngine
from sandbox.policy import options
from sandbox.run import BoxEnd, Ending, File, Limits
from sandbox.scripts import After, Exit, Hear, Hold, Print, answered, echo, header, line, opening, postgres, submission
from sandbox.stacks import load_stacks
from tests.sandbox import jobs

SCRIPT = File("services/postgres/init.sql", b"CREATE TABLE t (x int);")
SERVICE = replace(jobs.SERVICE, suite=(SCRIPT,), tests=(), samples=(), is_console=True)
QUERY = replace(jobs.QUERY, suite=(SCRIPT,), tests=(), samples=(), is_console=True)
QUICK = Limits(start_seconds=0.05, test_seconds=0.01)
EVER = threading.Event()  # never set
GET = {"type": "request", "method": "GET", "path": "/", "headers": {}, "body": ""}


class Asked:
    """Commands that are all there from the start; when they are answered, the console is left to itself or closed."""

    def __init__(self, *commands, is_closed=True):
        self.closed = threading.Event()
        self.answers = []
        self._waiting = deque({"number": number, **command} for number, command in enumerate(commands, 1))
        self._is_closed = is_closed

    def next(self):
        if self._waiting:
            return self._waiting[0]
        if self._is_closed:
            self.closed.set()
        return None

    def answer(self, number, answer):
        assert self._waiting.popleft()["number"] == number
        self.answers.append(answer)

    @property
    def errors(self):
        return [answer.get("error") for answer in self.answers]


def serve(fake, commands=None, job=SERVICE, listener=lambda kind, data: None, **where):
    commands = commands or Asked()
    where = {"instance": "tests", "slot": 0, "cancelled": commands.closed} | where
    outcome = console.serve(fake, job, load_stacks()[job.stack], listener, commands, **where)
    assert fake.left == []
    return outcome


def ended(code, *, role=None, out_of_memory=False):
    return Exit(BoxEnd(code, out_of_memory), role)


def reacting(*steps, log=b""):
    """A console in which the first command leads to these steps; later ones are echoed."""
    left = [list(steps)]
    return FakeEngine.console(lambda command: left.pop() if left else echo(command), log=log)


@pytest.mark.parametrize("job", [SERVICE, replace(SERVICE, services=("postgres",)), QUERY])
def test_it_answers_commands_one_after_the_other_until_it_is_closed(job):
    heard = []
    asked = Asked(GET, {"type": "sql", "sql": "SELECT 1"}, {"type": "plan"}, {"type": "schema"}, {"type": "sing"})
    outcome = serve(FakeEngine.console(), asked, job, lambda kind, data: heard.append((kind, data["phase"])))
    assert [answer["type"] for answer in asked.answers] == ["reply", "rows", "plan", "schema", "error"]
    assert heard == [("phase", "preparing"), ("phase", "starting"), ("phase", "ready")]
    assert outcome.ending is Ending.CANCELLED
    assert (outcome.expected, outcome.records) == ((), ())
    assert set(outcome.phases) == {"preparing", "starting", "ready"}


def test_it_tells_with_each_answer_what_the_service_printed_since_the_last():
    def react(command):
        printed = Print(b"asked %d\n" % command["number"], role="submission")
        return [printed, answered(command["number"], echo(command))]

    asked = Asked(GET, GET)
    outcome = serve(FakeEngine.console(react, log=b"booting\n"), asked)
    assert [answer["log"] for answer in asked.answers] == ["booting\nasked 1\n", "asked 2\n"]
    assert outcome.log == "booting\nasked 1\nasked 2\n"


def test_it_waits_for_the_log_of_what_it_answers(monkeypatch):
    monkeypatch.setattr(console, "LOG_SECONDS", 0.5)
    told = threading.Event()

    def react(command):
        return [answered(command["number"], echo(command)), Hold(told), Print(b"late\n", role="submission")]

    class Late(Asked):
        def next(self):
            told.set()
            return super().next()

    asked = Late(GET)
    serve(FakeEngine.console(react), asked)
    assert asked.answers[0]["log"] == "late\n"


def test_it_gives_the_tester_no_file_of_the_suite_but_the_scripts_and_no_file_of_the_answer():
    for job in (SERVICE, QUERY):
        fake = FakeEngine.console()
        serve(fake, Asked(GET), job)
        sent = {box.spec.role: box.sent for box in fake.boxes}
        assert set(sent["tester"].files) == {"suite/services/postgres/init.sql"}
        assert sent["tester"].job["is_console"]
        assert sent["tester"].job["tests"] == []
        if job is SERVICE:
            assert set(sent["submission"].files) == {"app.py"}


@pytest.mark.parametrize(
    "change",
    [
        {"suite": (File("tests/test_it.py", b""),)},
        {"suite": (SCRIPT, File("tests/services/test_it.py", b""))},
        {"tests": ("test_hidden",)},
        {"is_console": False},
        {"kind": "query"},
        {"limits": Limits(start_seconds=300)},
    ],
)
def test_it_refuses_a_job_that_is_no_consoles_before_any_box_is_made(change):
    fake = FakeEngine.console()
    with pytest.raises(BadJob):
        serve(fake, job=replace(SERVICE, **change))
    assert fake.boxes == []


def test_it_fits_into_the_life_of_a_box_for_every_problem():
    longest = Limits(start_seconds=60, test_seconds=30, run_seconds=300)
    assert serve(FakeEngine.console(), job=replace(SERVICE, limits=longest)).ending is Ending.CANCELLED


def test_it_is_no_run_of_tests():
    with pytest.raises(BadJob, match="no tests to run"):
        jobs.run(FakeEngine.console(), SERVICE)


def described(fake):
    """The options of every box by its role, without what belongs to one run alone."""

    def option(spec: BoxSpec):
        body = options(spec)
        body["HostConfig"].pop("NetworkMode")
        body.pop("Labels")
        return body | {"Env": [name.partition("=")[0] for name in body["Env"]]}

    return {box.spec.role: option(box.spec) for box in fake.boxes}


@pytest.mark.parametrize("services", [(), ("postgres",)])
def test_it_has_the_boxes_of_a_run_with_the_same_options(services):
    runs, consoles = FakeEngine.judging(), FakeEngine.console()
    jobs.run(runs, replace(jobs.SERVICE, services=services))
    serve(consoles, job=replace(SERVICE, services=services))
    assert described(runs) == described(consoles)
    owner = next(box for box in consoles.boxes if box.spec.role == "tester")
    assert {box.spec.joins for box in consoles.boxes} == {None, owner.id}
    assert {box.spec.labels.run_id for box in consoles.boxes} == {"run-1"}


def test_it_ends_when_nobody_asks(monkeypatch):
    monkeypatch.setattr(console, "IDLE_SECONDS", 0.05)
    outcome = serve(FakeEngine.console(), Asked(GET, is_closed=False))
    assert (outcome.ending, outcome.reason) == (Ending.FINISHED, "idle for 0.05 s")


def test_it_ends_when_it_is_old_however_busy_it_is(monkeypatch):
    monkeypatch.setattr(console, "LIFE_SECONDS", 0.0)
    outcome = serve(FakeEngine.console(), Asked(GET, is_closed=False))
    assert (outcome.ending, outcome.reason) == (Ending.FINISHED, "open for 0 s")


def test_it_ends_after_many_commands(monkeypatch):
    monkeypatch.setattr(console, "MAX_COMMANDS", 2)
    asked = Asked(GET, GET, GET, is_closed=False)
    outcome = serve(FakeEngine.console(), asked)
    assert (outcome.ending, outcome.reason) == (Ending.FINISHED, "2 commands were answered")
    assert len(asked.answers) == 2


def test_it_answers_a_command_that_is_too_long_without_the_tester(monkeypatch):
    monkeypatch.setattr(console, "COMMAND_BYTES", 1000)
    asked = Asked(GET | {"body": "x" * 1000}, GET)
    serve(FakeEngine.console(), asked)
    assert asked.errors == ["this command is too long", None]


def test_it_ends_at_once_when_its_caller_asks():
    closed = threading.Event()
    fake = FakeEngine.console(lambda command: [Exit(BoxEnd(0, out_of_memory=False), "nobody")])

    class Closing(Asked):
        def next(self):
            closed.set()

    outcome = serve(fake, Closing(), cancelled=closed)
    assert outcome.ending is Ending.CANCELLED


def test_it_says_not_ready_when_the_service_does_not_answer():
    outcome = serve(FakeEngine.silent(log=b"stuck"))
    assert (outcome.ending, outcome.log) == (Ending.NOT_READY, "stuck")
    assert "ready" not in outcome.phases


def test_it_says_not_ready_when_the_start_takes_longer_than_its_budget():
    def waiting(sent):
        yield from opening(sent)

    fake = FakeEngine({"tester": waiting, "submission": submission(b""), "postgres": postgres})
    assert serve(fake, job=replace(SERVICE, limits=QUICK)).ending is Ending.NOT_READY


def test_it_says_exited_when_the_service_ends_before_it_answers():
    outcome = serve(FakeEngine.exiting(1, log=b"Traceback"))
    assert (outcome.ending, outcome.submission) == (Ending.EXITED, BoxEnd(1, out_of_memory=False))
    assert "ready" not in outcome.phases


def test_it_says_exited_when_the_service_ends_while_nobody_asks():
    def tester(sent):
        yield from opening(sent)
        yield After("submission")
        yield line(type="ready", ms=1)
        yield ended(3, role="submission")
        yield Hear()

    fake = FakeEngine({"tester": tester, "submission": submission(b"bye\n")})
    outcome = serve(fake, Asked(is_closed=False))
    assert (outcome.ending, outcome.submission.exit_code, outcome.log) == (Ending.EXITED, 3, "bye\n")
    assert "ready" in outcome.phases


@pytest.mark.parametrize("is_end_first", [True, False])
def test_it_tells_the_answer_to_the_command_that_ended_the_service(is_end_first):
    failure = answered(1, {"type": "error", "error": "closed without an answer", "ms": 1})
    end = ended(1, role="submission")
    asked = Asked(GET, is_closed=False)
    outcome = serve(reacting(*([end, failure] if is_end_first else [failure, end]), log=b"dying\n"), asked)
    assert outcome.ending is Ending.EXITED
    assert asked.answers == [{"type": "error", "error": "closed without an answer", "ms": 1, "log": "dying\n"}]


def test_it_waits_for_that_answer_a_moment_only(monkeypatch):
    monkeypatch.setattr(life, "LAST_WORD_SECONDS", 0.01)
    asked = Asked(GET, is_closed=False)
    assert serve(reacting(ended(1, role="submission")), asked).ending is Ending.EXITED
    assert asked.answers == []


def test_it_sees_that_the_memory_limit_ended_the_service(monkeypatch):
    monkeypatch.setattr(life, "LAST_WORD_SECONDS", 0.01)
    outcome = serve(reacting(ended(137, role="submission", out_of_memory=True)), Asked(GET))
    assert (outcome.ending, outcome.out_of_memory) == (Ending.EXITED, True)


def test_it_ends_a_service_that_prints_without_end():
    flood = [Print(b"y" * 1000, role="submission") for _ in range(5)]
    outcome = serve(reacting(*flood), Asked(GET), replace(SERVICE, limits=Limits(output_kib=2)))
    assert outcome.ending is Ending.OUTPUT_LIMIT
    assert len(outcome.log) <= 3 * 1024


@pytest.mark.parametrize(
    ("role", "out_of_memory", "ending"),
    [
        ("postgres", False, Ending.OVERWHELMED),
        ("postgres", True, Ending.OVERWHELMED),
        ("tester", True, Ending.OVERWHELMED),
        ("tester", False, Ending.TESTER_LOST),
    ],
)
@pytest.mark.parametrize("job", [QUERY, replace(SERVICE, services=("postgres",))])
def test_it_tells_what_a_command_has_brought_down_from_what_was_lost(job, role, out_of_memory, ending):
    outcome = serve(reacting(ended(137, role=role, out_of_memory=out_of_memory)), Asked(GET), job)
    assert outcome.ending is ending
    assert outcome.out_of_memory is out_of_memory


@pytest.mark.parametrize(("role", "ending"), [("postgres", Ending.SERVICE_LOST), ("tester", Ending.TESTER_LOST)])
def test_it_blames_no_command_before_there_was_one(role, ending):
    def tester(sent):
        yield from opening(sent)
        yield line(type="ready", ms=1)
        yield ended(137, role=role, out_of_memory=True)

    outcome = serve(FakeEngine({"tester": tester, "postgres": postgres}), Asked(is_closed=False), QUERY)
    assert outcome.ending is ending


def test_it_says_service_lost_when_the_database_does_not_come_up():
    def tester(sent):
        yield header(sent)
        yield line(type="not_ready", ms=1, what="postgres")

    outcome = serve(FakeEngine({"tester": tester, "postgres": postgres}), job=QUERY)
    assert outcome.ending is Ending.SERVICE_LOST


@pytest.mark.parametrize(
    "said",
    [
        answered(2, {"type": "error", "error": "x", "ms": 1}),
        answered(1, {"type": "error", "error": "x", "ms": 1, "log": "forged"}),
        answered(1, {"type": "final"}),
        line(type="started", id="test_hidden"),
        line(type="final", counts={}, ms=1),
        line(type="problem", reason="no sample.sql"),
        Print(b"{}\n"),
    ],
)
def test_it_says_tester_lost_when_the_tester_says_anything_else(said):
    asked = Asked(GET, is_closed=False)
    assert serve(reacting(said), asked).ending is Ending.TESTER_LOST
    assert asked.answers == []


def test_it_gives_up_on_a_tester_that_does_not_answer(monkeypatch):
    monkeypatch.setattr(console, "GRACE_SECONDS", 0.02)
    monkeypatch.setattr(life, "LAST_WORD_SECONDS", 0.01)
    job = replace(SERVICE, limits=QUICK)
    outcome = serve(reacting(Hold(EVER)), Asked(GET), job)
    assert (outcome.ending, outcome.reason) == (Ending.TESTER_LOST, "the tester did not answer a command")


def test_it_asks_the_engine_before_a_tester_is_lost(monkeypatch):
    monkeypatch.setattr(console, "GRACE_SECONDS", 0.02)
    fake = reacting(Hold(EVER))
    fake.faults["end", "tester"] = EngineUnavailable("it went away")
    with pytest.raises(EngineUnavailable, match="it went away"):
        serve(fake, Asked(GET), replace(SERVICE, limits=QUICK))
    assert fake.left == []


def test_it_gives_up_on_boxes_that_never_get_ready(monkeypatch):
    monkeypatch.setattr(life, "PREPARE_SECONDS", 0.05)
    fake = FakeEngine({"tester": opening})
    with pytest.raises(EngineUnavailable, match="still waiting for postgres"):
        serve(fake, job=QUERY)


def test_it_removes_its_boxes_when_its_commands_fail():
    class Failing(Asked):
        def next(self):
            raise RuntimeError("no database")

    fake = FakeEngine.console()
    with pytest.raises(RuntimeError, match="no database"):
        serve(fake, Failing())
    assert fake.left == []


def test_it_leaves_the_phases_of_a_run_as_they_were():
    assert set(jobs.run(FakeEngine.judging()).phases) == {"preparing", "starting", "running"}
