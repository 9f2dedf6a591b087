"""Every way in which a run can end, with scripted boxes."""

import threading
from dataclasses import replace

import pytest

from sandbox import life, slot
from sandbox.errors import BadJob, EngineRefused, EngineUnavailable, ImageMissing
from sandbox.fake import FakeEngine
from sandbox.run import BoxEnd, Ending, File, Limits, TestOutcome
from sandbox.scripts import After, Exit, Hold, Print, collecting, header, line, opening, postgres, result, submission
from sandbox.stacks import load_stacks
from tests.sandbox.jobs import QUERY, SERVICE, run

QUICK = Limits(start_seconds=0.05, run_seconds=0.05, test_seconds=1)
EVENT = threading.Event()  # never set: what holds on it holds for ever


SILENT = submission(b"")


def engine(tester, program=SILENT, **others):
    return FakeEngine({"tester": tester, "submission": program, "postgres": postgres, **others})


def told(steps):
    """A tester that collects, waits for the submission, and then does these steps."""

    def script(sent):
        yield header(sent)
        yield After("submission" if sent.job["kind"] == "service" else "postgres")
        yield from steps

    return script


READY = line(type="ready", ms=1)


def start(name):
    return line(type="started", id=name)


def ended(code, *, out_of_memory=False, role=None):
    return Exit(BoxEnd(code, out_of_memory), role)


def test_it_finishes_with_every_record():
    outcome = run(FakeEngine.judging({"test_hidden": "failed"}))
    assert outcome.ending is Ending.FINISHED
    assert outcome.expected == ("test_sample", "test_hidden")
    assert [record.outcome for record in outcome.records] == [TestOutcome.PASSED, TestOutcome.FAILED]
    assert outcome.submission is None
    assert outcome.reason == ""


def test_it_tells_its_phases_and_each_test_as_they_come():
    heard = []
    run(FakeEngine.judging(), listener=lambda kind, data: heard.append((kind, data)))
    assert heard == [
        ("phase", {"phase": "preparing"}),
        ("phase", {"phase": "starting"}),
        ("phase", {"phase": "running"}),
        ("test", {"id": "test_sample", "outcome": "passed", "ms": 3}),
        ("test", {"id": "test_hidden", "outcome": "passed", "ms": 3}),
    ]


def test_it_names_the_images_and_the_time_of_each_phase():
    outcome = run(FakeEngine.judging(), replace(SERVICE, services=("postgres",)))
    assert set(outcome.images) == {"tester", "submission", "postgres"}
    assert set(outcome.phases) == {"preparing", "starting", "running"}
    assert all(milliseconds >= 0 for milliseconds in outcome.phases.values())


def test_it_makes_the_tester_the_owner_that_the_others_join():
    fake = FakeEngine.judging()
    run(fake, replace(SERVICE, services=("postgres",)))
    owner, *others = sorted(fake.boxes, key=lambda box: box.spec.joins or "")
    assert (owner.spec.role, owner.spec.joins) == ("tester", None)
    assert {(box.spec.role, box.spec.joins) for box in others} == {("submission", owner.id), ("postgres", owner.id)}


def test_it_labels_every_box_with_the_run_and_its_lease():
    fake = FakeEngine.judging()
    run(fake, instance="here")
    assert {(box.spec.labels.instance, box.spec.labels.run_id, box.spec.labels.lease) for box in fake.boxes} == {
        ("here", "run-1", 3)
    }


def test_it_gives_the_suite_to_the_tester_only_and_the_files_to_the_submission_only():
    fake = FakeEngine.judging()
    run(fake)
    sent = {box.spec.role: box.sent for box in fake.boxes}
    assert set(sent["tester"].files) == {"suite/tests/test_it.py"}
    assert set(sent["submission"].files) == {"app.py"}


def test_it_tells_the_tester_all_it_needs_and_uses_a_new_nonce_in_each_run():
    nonces = set()
    for _ in range(2):
        fake = FakeEngine.judging()
        run(fake)
        [job] = [box.sent.job for box in fake.boxes if box.spec.role == "tester"]
        nonces.add(job["nonce"])
    assert len(nonces) == 2
    assert job["run"] == "run-1"
    assert job["tests"] == ["test_sample", "test_hidden"]
    assert (job["kind"], job["url"], job["seed"]) == ("service", "http://127.0.0.1:8000", 7)
    assert job["postgres"] is None
    assert job["start_seconds"] > SERVICE.limits.start_seconds


def test_it_starts_the_stacks_command():
    fake = FakeEngine.judging()
    run(fake)
    [job] = [box.sent.job for box in fake.boxes if box.spec.role == "submission"]
    assert job["argv"][0].endswith("gunicorn")
    assert job["env"]["HOME"] == "/tmp"
    assert job["sqlite"] is None


def test_it_sends_the_submission_nothing_before_the_database_is_ready():
    sent_early = []

    def slow_postgres(_):
        sent_early.append([box.sent.files for box in fake.boxes if box.spec.role == "submission"])
        yield Print(b"still ")
        yield Print(b"ready\n")

    fake = FakeEngine.judging()
    fake._scripts["postgres"] = slow_postgres
    outcome = run(fake, replace(SERVICE, services=("postgres",)))
    assert outcome.ending is Ending.FINISHED
    assert not any(any(files) for files in sent_early)


def test_it_sends_the_submission_nothing_before_the_database_has_its_tables(monkeypatch):
    monkeypatch.setattr(life, "PREPARE_SECONDS", 0.05)
    fake = engine(told([READY]))  # it never says that the tables are made
    with pytest.raises(EngineUnavailable, match="still waiting for tables"):
        run(fake, replace(SERVICE, services=("postgres",)))
    [program] = [box for box in fake.boxes if box.spec.role == "submission"]
    assert not program.sent.files


def test_it_gives_the_two_sides_different_passwords_of_the_database():
    fake = FakeEngine.judging()
    run(fake, replace(SERVICE, services=("postgres",)))
    boxes = {box.spec.role: box for box in fake.boxes}
    secret = boxes["postgres"].spec.env["POSTGRES_SECRET"]
    assert secret in boxes["tester"].sent.job["postgres"]["dsn"]
    assert secret not in str(boxes["submission"].sent)
    assert boxes["submission"].sent.job["env"]["DATABASE_URL"].startswith("postgresql://candidate:candidate@")


def test_it_judges_a_query_without_a_submission_box():
    fake = FakeEngine.judging({"test_hidden": "failed"})
    outcome = run(fake, QUERY)
    assert outcome.ending is Ending.FINISHED
    assert {box.spec.role for box in fake.boxes} == {"tester", "postgres"}
    assert outcome.submission is None
    [tester] = [box for box in fake.boxes if box.spec.role == "tester"]
    assert tester.sent.files["answer/answer.sql"] == b"SELECT 1"


def test_it_builds_the_sqlite_file_from_the_suites_script():
    suite = (*SERVICE.suite, File("services/sqlite/init.sql", b"CREATE TABLE t (x);"))
    fake = FakeEngine.judging()
    run(fake, replace(SERVICE, services=("sqlite",), suite=suite))
    [box] = [box for box in fake.boxes if box.spec.role == "submission"]
    assert set(box.sent.files) == {"app.py", "services/sqlite/init.sql"}
    assert box.sent.job["sqlite"] == {"script": "services/sqlite/init.sql", "path": "/tmp/app.db"}


def test_it_says_not_ready_when_the_tester_says_so():
    outcome = run(FakeEngine.silent(log=b"stuck"))
    assert outcome.ending is Ending.NOT_READY
    assert outcome.log == "stuck"


def test_it_says_not_ready_when_the_start_takes_longer_than_its_budget():
    outcome = run(engine(collecting), replace(SERVICE, limits=QUICK))
    assert outcome.ending is Ending.NOT_READY
    assert "0.05 s" in outcome.reason


def test_it_says_exited_when_the_program_ends_before_it_answers():
    outcome = run(FakeEngine.exiting(3, log=b"Traceback"))
    assert outcome.ending is Ending.EXITED
    assert outcome.submission == BoxEnd(3, out_of_memory=False)
    assert outcome.records == ()
    assert outcome.log == "Traceback"


def test_it_says_exited_and_keeps_the_records_when_the_program_ends_between_tests():
    steps = [
        READY,
        start("test_sample"),
        result("test_sample", "passed"),
        start("test_hidden"),
        ended(1, role="submission"),
    ]
    outcome = run(engine(told(steps)))
    assert outcome.ending is Ending.EXITED
    assert [record.id for record in outcome.records] == ["test_sample"]
    assert outcome.submission == BoxEnd(1, out_of_memory=False)


def test_it_waits_a_moment_for_the_record_of_the_test_that_ended_the_program():
    steps = [
        READY,
        start("test_sample"),
        ended(1, role="submission"),
        result("test_sample", "no_answer"),
        start("test_hidden"),
    ]
    outcome = run(engine(told(steps)))
    assert outcome.ending is Ending.EXITED
    assert [record.outcome for record in outcome.records] == [TestOutcome.NO_ANSWER]


def test_it_finishes_when_the_program_ends_with_the_last_test():
    steps = [
        READY, start("test_sample"), result("test_sample", "passed"), start("test_hidden"), ended(0, role="submission"),
        result("test_hidden", "passed"), line(type="final", counts={"passed": 2}, ms=1),
    ]  # fmt: skip
    outcome = run(engine(told(steps)))
    assert outcome.ending is Ending.FINISHED
    assert outcome.submission == BoxEnd(0, out_of_memory=False)


@pytest.mark.parametrize("is_end_first", [True, False])
def test_it_says_exited_when_the_last_test_ended_the_program_whichever_is_heard_first(is_end_first):
    last = [result("test_hidden", "no_answer"), line(type="final", counts={"passed": 1, "no_answer": 1}, ms=1)]
    end = ended(1, role="submission")
    steps = [READY, start("test_sample"), result("test_sample", "passed"), start("test_hidden")]
    outcome = run(engine(told([*steps, end, *last] if is_end_first else [*steps, *last, ended(0), end])))
    assert outcome.ending is Ending.EXITED
    assert len(outcome.records) == 2
    assert outcome.submission == BoxEnd(1, out_of_memory=False)


def test_it_waits_longer_for_the_end_of_a_program_that_fell_silent(monkeypatch):
    """A busy engine tells the end of a box late; what the verdict is must not depend on that."""
    monkeypatch.setattr(slot, "_LAST_RECORD_SECONDS", 0.0)
    last = [result("test_hidden", "no_answer"), line(type="final", counts={"passed": 1, "no_answer": 1}, ms=1)]
    steps = [READY, start("test_sample"), result("test_sample", "passed"), start("test_hidden"), *last, ended(0)]
    outcome = run(engine(told([*steps, ended(1, role="submission")])))
    assert outcome.ending is Ending.EXITED


def test_it_finishes_when_a_program_that_lives_on_did_not_answer_a_test(monkeypatch):
    monkeypatch.setattr(slot, "_LAST_END_SECONDS", 0.1)
    outcome = run(FakeEngine.judging({"test_hidden": "no_answer"}))
    assert outcome.ending is Ending.FINISHED
    assert outcome.reason == ""


def test_it_sees_that_the_memory_limit_ended_the_program():
    outcome = run(FakeEngine.exiting(137, out_of_memory=True))
    assert (outcome.ending, outcome.out_of_memory) == (Ending.EXITED, True)


def test_it_sees_that_a_child_hit_the_memory_limit_although_the_program_went_on(monkeypatch):
    monkeypatch.setattr(slot, "_LAST_END_SECONDS", 0.1)
    fake = FakeEngine.judging({"test_hidden": "no_answer"})
    fake.hit_memory_limit = {"submission"}
    outcome = run(fake)
    assert (outcome.ending, outcome.out_of_memory, outcome.submission) == (Ending.FINISHED, True, None)


def test_it_sees_that_the_database_hit_its_memory_limit():
    fake = FakeEngine.judging()
    fake.hit_memory_limit = {"postgres"}
    assert run(fake, QUERY).out_of_memory


def test_it_does_not_blame_the_submission_for_the_testers_memory():
    fake = FakeEngine.judging()
    fake.hit_memory_limit = {"tester"}
    assert not run(fake).out_of_memory


def test_it_stops_at_the_output_limit():
    flood = submission(b"", *[Print(b"y" * 1000) for _ in range(5)])
    outcome = run(engine(collecting, flood), replace(SERVICE, limits=Limits(output_kib=2)))
    assert outcome.ending is Ending.OUTPUT_LIMIT
    assert len(outcome.log) <= 3 * 1024


def test_it_stops_when_the_tests_take_too_long():
    outcome = run(engine(told([READY, start("test_sample"), Hold(EVENT)])), replace(SERVICE, limits=QUICK))
    assert outcome.ending is Ending.OUT_OF_TIME
    assert outcome.expected == ("test_sample", "test_hidden")


LATE = [
    pytest.param(told([]), Ending.NOT_READY, id="start"),
    pytest.param(told([READY, start("test_sample"), Hold(EVENT)]), Ending.OUT_OF_TIME, id="tests"),
]


@pytest.mark.parametrize(("tester", "ending"), LATE)
def test_it_asks_the_engine_before_a_program_is_late(tester, ending):
    fake = engine(tester)
    assert run(fake, replace(SERVICE, limits=QUICK)).ending is ending
    fake.faults["end", "tester"] = EngineUnavailable("it went away")
    with pytest.raises(EngineUnavailable, match="it went away"):
        run(fake, replace(SERVICE, limits=QUICK))


@pytest.mark.parametrize(("tester", "ending"), LATE)
def test_it_blames_an_engine_that_answers_late(tester, ending, monkeypatch):
    monkeypatch.setattr(life, "PROMPT_SECONDS", -1.0)
    with pytest.raises(EngineUnavailable, match="at the deadline"):
        run(engine(tester), replace(SERVICE, limits=QUICK))


def test_it_hears_what_an_engine_that_hung_passes_on_at_last():
    hanging = threading.Event()
    steps = [
        READY, start("test_sample"), result("test_sample", "passed"), start("test_hidden"), Hold(hanging),
        result("test_hidden", "passed"), line(type="final", counts={"passed": 2}, ms=1),
    ]  # fmt: skip
    fake = engine(told(steps))
    fake.check = lambda call, role: hanging.set() if (call, role) == ("end", "tester") else None
    outcome = run(fake, replace(SERVICE, limits=QUICK))
    assert outcome.ending is Ending.FINISHED
    assert len(outcome.records) == 2


def test_it_asks_the_engine_again_at_the_deadline_of_the_tests():
    ready = threading.Event()
    asked = []
    fake = engine(told([Hold(ready), READY, start("test_sample"), Hold(EVENT)]))

    def check(call, role):
        if (call, role) == ("end", "tester"):
            asked.append(role)
            ready.set()

    fake.check = check
    assert run(fake, replace(SERVICE, limits=QUICK)).ending is Ending.OUT_OF_TIME
    assert len(asked) == 2


@pytest.mark.parametrize("steps", [
    [ended(1)],
    [READY, ended(137, out_of_memory=True)],
    [READY, start("test_sample"), result("test_sample", "passed"), ended(0)],
])  # fmt: skip
def test_it_says_tester_lost_when_the_tester_ends_without_its_final_record(steps):
    outcome = run(engine(told(steps)))
    assert outcome.ending is Ending.TESTER_LOST
    assert "tester" in outcome.reason
    assert not outcome.out_of_memory


@pytest.mark.parametrize("said", [b"ALL TESTS PASSED\n", b"{}\n", b"\xff\n", b"x" * 300_000])
def test_it_says_tester_lost_when_the_tester_breaks_the_protocol(said):
    outcome = run(engine(told([READY, Print(said)])))
    assert outcome.ending is Ending.TESTER_LOST
    assert "protocol" in outcome.reason


def test_it_says_tester_lost_when_the_suite_is_broken():
    outcome = run(engine(told([line(type="problem", reason="no fixture 'apq'")])))
    assert outcome.ending is Ending.TESTER_LOST
    assert "no fixture 'apq'" in outcome.reason


def test_it_tells_a_tester_that_an_answer_has_filled_from_one_that_was_lost():
    outcome = run(engine(told([READY, start("test_sample"), ended(137, out_of_memory=True)])))
    assert outcome.ending is Ending.OVERWHELMED
    assert outcome.out_of_memory


def test_it_says_tester_lost_when_the_tester_ends_in_a_test_with_memory_to_spare():
    outcome = run(engine(told([READY, start("test_sample"), ended(137)])))
    assert outcome.ending is Ending.TESTER_LOST


def test_it_tells_a_database_that_an_answer_has_brought_down_from_one_that_was_lost():
    begun = [READY, start("test_sample"), result("test_sample", "passed"), start("test_hidden")]
    outcome = run(engine(told([*begun, ended(1, role="postgres"), Hold(EVENT)])), QUERY)
    assert outcome.ending is Ending.OVERWHELMED
    assert not outcome.out_of_memory
    assert [record.id for record in outcome.records] == ["test_sample"]


def test_it_tells_a_database_that_a_program_has_brought_down_before_the_first_test():
    def waiting(sent):
        yield from opening(sent)
        yield After("submission")
        yield ended(1, role="postgres")
        yield Hold(EVENT)

    outcome = run(engine(waiting), replace(SERVICE, services=("postgres",)))
    assert outcome.ending is Ending.OVERWHELMED
    assert outcome.reason.startswith("the postgres's box ended with 1")


def test_it_keeps_what_the_tester_said_last_for_the_operator():
    outcome = run(engine(told([Print(b"MemoryError", "stderr"), ended(1)])))
    assert outcome.reason.endswith("MemoryError")


def test_it_says_service_lost_when_the_database_ends():
    lost = engine(told([READY]), postgres=lambda _: iter([Print(b"no space", "stderr"), ended(1)]))
    outcome = run(lost, QUERY)
    assert outcome.ending is Ending.SERVICE_LOST
    assert "no space" in outcome.reason


def test_it_says_service_lost_when_the_tester_cannot_reach_the_database():
    locked_out = engine(lambda sent: iter([header(sent), line(type="not_ready", ms=1, what="postgres")]))
    outcome = run(locked_out, replace(SERVICE, services=("postgres",)))
    assert outcome.ending is Ending.SERVICE_LOST


def test_it_says_service_lost_when_a_querys_database_answers_nobody():
    outcome = run(engine(collecting), replace(QUERY, limits=QUICK))
    assert outcome.ending is Ending.SERVICE_LOST


def test_it_stops_when_its_caller_asks_for_the_end():
    cancelled = threading.Event()

    def cancel(kind, data):
        if data.get("phase") == "running":
            cancelled.set()

    fake = engine(told([READY, Hold(EVENT)]))
    outcome = run(fake, listener=cancel, cancelled=cancelled)
    assert outcome.ending is Ending.CANCELLED
    assert fake.left == []


def test_it_believes_nothing_that_the_submission_prints():
    forged = submission(b"", Print(READY.data), Print(b'{"type":"final","counts":{"passed":2},"ms":1}\n'), ended(0))
    outcome = run(engine(collecting, forged))
    assert outcome.ending is Ending.EXITED
    assert outcome.records == ()
    assert '"final"' in outcome.log


def test_it_shows_no_output_from_the_time_of_hidden_tests(monkeypatch):
    monkeypatch.setattr(slot, "_LOG_MARGIN_SECONDS", 0.0)
    later = threading.Event()

    def program(_):
        yield Print(b'{"starter": "started"}\nbooting\n')
        yield Hold(later)
        yield Print(b"the hidden request\n")

    def tester(sent):
        yield header(sent)
        yield READY
        yield start("test_hidden")
        later.set()
        yield After("submission")
        yield result("test_hidden", "passed")
        yield line(type="final", counts={"passed": 1}, ms=1)

    # The program's first line must be there before the tester speaks of a hidden test.
    booted = threading.Event()

    def wait_for_boot(sent):
        yield Hold(booted)
        yield from tester(sent)

    def booting(sent):
        yield from _first(program(sent), booted)

    outcome = run(engine(wait_for_boot, booting), replace(SERVICE, tests=("test_hidden",)))
    assert outcome.ending is Ending.FINISHED
    assert outcome.log == "booting\n"


def _first(steps, event):
    for number, step in enumerate(steps):
        yield step
        if number == 0:
            event.set()


def test_it_drops_what_was_printed_shortly_before_a_hidden_test():
    assert run(FakeEngine.judging(log=b"just now")).log == ""


def test_it_shows_all_output_of_a_run_without_hidden_tests():
    samples = replace(SERVICE, tests=("test_sample",))
    assert run(FakeEngine.judging(log=b"just now"), samples).log == "just now"


@pytest.mark.parametrize("first", [b'{"starter": "refused", "reason": "two names"}\n', b"Segmentation fault\n"])
def test_it_takes_a_refusing_starter_for_the_judges_fault(first):
    fake = engine(collecting, lambda _: iter([Print(first)]))
    with pytest.raises(BadJob, match="starter"):
        run(fake)
    assert fake.left == []


def test_it_takes_a_silent_starter_for_the_judges_fault():
    fake = engine(collecting, lambda _: iter([ended(1)]))
    with pytest.raises(EngineRefused, match="before the starter"):
        run(fake)
    assert fake.left == []


def test_it_gives_up_on_boxes_that_never_get_ready(monkeypatch):
    monkeypatch.setattr(life, "PREPARE_SECONDS", 0.05)
    fake = engine(collecting, postgres=lambda _: iter(()))
    with pytest.raises(EngineUnavailable, match="postgres"):
        run(fake, QUERY)
    assert fake.left == []


@pytest.mark.parametrize("role", ["tester", "submission", "postgres"])
@pytest.mark.parametrize("call", ["create", "start", "send", "kill", "end", "remove"])
def test_it_raises_the_engines_errors_and_removes_what_it_can(call, role):
    fake = FakeEngine.judging()
    fake.faults[call, role] = EngineUnavailable("gone")
    reaches = not (call == "send" and role == "postgres") and not (call in {"kill", "end"} and role == "tester")
    if reaches:
        with pytest.raises(EngineUnavailable, match="gone"):
            run(fake, replace(SERVICE, services=("postgres",)))
    else:
        assert run(fake, replace(SERVICE, services=("postgres",))).ending is Ending.FINISHED
    assert {box.spec.role for box in fake.left} == ({role} if call == "remove" else set())


def test_it_removes_its_boxes_when_its_listener_fails():
    def fail(kind, data):
        if kind == "test":
            raise RuntimeError("listener")

    fake = FakeEngine.judging()
    with pytest.raises(RuntimeError, match="listener"):
        run(fake, listener=fail)
    assert fake.left == []
    assert len(fake.boxes) == 2


def test_it_repeats_nothing_itself_when_a_box_was_killed_from_outside():
    fake = FakeEngine.exiting(143)
    fake.faults["end", "submission"] = EngineRefused("killed from outside (exit 143)")
    with pytest.raises(EngineRefused, match="143"):
        run(fake)
    assert fake.left == []


def test_it_says_which_image_is_missing():
    fake = FakeEngine.judging()
    fake.missing_images = {"python-flask"}
    with pytest.raises(ImageMissing, match="python-flask"):
        run(fake)
    assert fake.left == []


@pytest.mark.parametrize("job", [
    replace(SERVICE, limits=Limits(run_seconds=10_000)),
    replace(SERVICE, kind="query"),
    replace(SERVICE, services=("mongodb",)),
    replace(SERVICE, services=("sqlite",)),
    replace(SERVICE, files=(File("../app.py", b""),)),
    replace(SERVICE, files=(File("App.py", b""), File("app.py", b""))),
    replace(SERVICE, files=(File("app.py", b"x" * 9_000_000),)),
    replace(QUERY, files=(File("/etc/passwd", b""),)),
])  # fmt: skip
def test_it_refuses_a_job_that_can_never_run_before_any_box_is_made(job):
    fake = FakeEngine.judging()
    with pytest.raises(BadJob):
        run(fake, job)
    assert fake.boxes == []


def test_it_runs_two_slots_side_by_side_without_mixing_them():
    fake = FakeEngine.judging(lambda files: {"test_hidden": "passed" if files["app.py"] == b"good" else "failed"})
    outcomes = {}

    def one(number, content):
        job = replace(SERVICE, run_id=f"run-{number}", files=(File("app.py", content),))
        outcomes[number] = slot.run(
            fake, job, load_stacks()["python-flask"], lambda kind, data: None,
            instance="tests", slot=number, cancelled=threading.Event(),
        )  # fmt: skip

    threads = [threading.Thread(target=one, args=(number, b"good" if number % 2 else b"bad")) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: outcome.records[1].outcome.value for number, outcome in outcomes.items()} == {
        number: "passed" if number % 2 else "failed" for number in range(6)
    }
