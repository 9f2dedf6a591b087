"""The worker's side of gates: leased as runs are, written once, and given up when it is hopeless."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from judge import checking
from judge.checking import Checks
from judge.errors import Invalid
from judge.gate.runs import Cancelled
from judge.storage import checks as store
from judge.storage.checks import CheckState, GateCheck
from judge.storage.engine import reading_scope, session_scope
from judge.storage.runs import RunState, latest_run
from judge.storage.stacks import remembered_stacks
from judge.studio import checks as asking
from judge.worker import Worker
from sandbox.errors import EngineUnavailable
from tests.cast import account, hand_in
from tests.judge.catalogue.folders import obedient_engine
from tests.judge.queue.quiet import QuietEngine
from tests.judge.studio.reports import report
from tests.judge.worker_parts import PATIENCE, Grader, quick_settings, until
from tests.studio import in_the_making

ARTHUR = account("arthur")


class Gate:
    """Stands in for the gate: remembers what it was asked, and does what it was told, check after check."""

    def __init__(self, *deeds):
        self.deeds = list(deeds)
        self.calls = []
        self.started = threading.Event()

    def __call__(self, engine, loaded, **how):
        self.calls.append({"loaded": loaded, **how})
        self.started.set()
        deed = self.deeds.pop(0) if self.deeds else report()
        if isinstance(deed, Exception):
            raise deed
        return deed(**how) if callable(deed) else deed


def until_cancelled(cancelled, **_how):
    assert cancelled.wait(PATIENCE)
    raise Cancelled


@pytest.fixture(autouse=True)
def logs():
    with capture_logs() as entries:
        yield entries


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(checking, "LOOK_SECONDS", 0.01)


@pytest.fixture
def check_id(database):
    problem_id = in_the_making(database)
    with session_scope(database) as session:
        now = datetime.now(UTC)
        return asking.ask(session, ARTHUR, problem_id, with_mutants=True, now=now)[0]


@pytest.fixture
def hire(database, state_dir):
    def make(gate, is_ready=lambda: True, **changes):
        return Checks(QuietEngine(), database, quick_settings(state_dir, **changes), is_ready, gate)

    return make


@pytest.fixture
def row(database, check_id):
    def read():
        with reading_scope(database) as session:
            return session.get_one(GateCheck, check_id, populate_existing=True)

    return read


def test_it_does_what_waits_and_says_whether_there_was_any(hire, row):
    gate = Gate()
    checks = hire(gate)
    assert [checks.step(), checks.step()] == [True, False]
    check = row()
    assert (check.state, check.attempts, check.bundle, check.lease_until) == (CheckState.DONE, 1, b"", None)
    assert check.report["is_passed"]
    assert check.finished_at
    (call,) = gate.calls
    assert (call["loaded"].slug, call["instance"]) == ("echo", "tests")
    assert (call["options"].slots, call["options"].mutants) == (1, asking.MUTANTS)
    assert call["options"].first_slot == checking.FIRST_SLOT


def test_it_runs_the_real_gate(database, state_dir, row, check_id, tmp_path):
    settings = quick_settings(state_dir, cache_dir=tmp_path)
    checks = Checks(obedient_engine(), database, settings, lambda: True)
    assert checks.step()
    assert row().state is CheckState.DONE, row().reason
    assert row().done == row().total > 0


def test_it_claims_nothing_on_an_unfit_machine(hire, check_id, row):
    assert not hire(Gate(), is_ready=lambda: False).step()
    assert row().attempts == 0


def test_it_writes_how_far_it_is(hire, row):
    def slow(progress, cancelled, **_how):
        progress(1, 3, "echo: solution/python-flask: passed\0")
        until(lambda: row().done == 1)
        progress(2, 3, "x" * 1000)
        until(lambda: row().done == 2)
        return report()

    hire(Gate(slow)).step()
    assert (row().done, row().total, len(row().progress)) == (2, 3, checking.LINE)


def test_it_renews_its_lease(hire, row, monkeypatch):
    monkeypatch.setattr(checking, "BEATS_PER_LEASE", 10_000)
    seen = []

    def slow(**_how):
        seen.append(row().lease_until)
        until(lambda: row().lease_until > seen[0])
        return report()

    hire(Gate(slow)).step()
    assert row().state is CheckState.DONE


def test_it_ends_the_boxes_of_what_its_author_stops(hire, row, database, check_id, logs):
    gate = Gate(until_cancelled)
    thread = threading.Thread(target=hire(gate).step)
    thread.start()
    assert gate.started.wait(PATIENCE)
    with session_scope(database) as session:
        store.end_unfinished(session, check_id, now=datetime.now(UTC))
        session.commit()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert (row().state, row().report) == (CheckState.CANCELLED, None)
    assert "check stopped" in [entry["event"] for entry in logs]


def test_it_writes_nothing_once_the_check_is_anothers(hire, row, database, logs):
    def lose(**_how):
        with session_scope(database) as session:
            past = datetime.now(UTC) + timedelta(hours=1)
            assert store.claim_check(session, now=past, until=past)
            session.commit()
        return report()

    hire(Gate(lose)).step()
    assert (row().state, row().lease_token, row().report) == (CheckState.LEASED, 2, None)
    assert "check done" not in [entry["event"] for entry in logs]


def test_it_takes_over_what_a_silent_worker_held(hire, row, database):
    past = datetime.now(UTC) - timedelta(hours=1)
    with session_scope(database) as session:
        assert store.claim_check(session, now=past, until=past)
        session.commit()
    assert hire(Gate()).step()
    assert (row().state, row().attempts) == (CheckState.DONE, 2)


def test_it_gives_up_what_silenced_every_worker(hire, row, database):
    past = datetime.now(UTC) - timedelta(hours=1)
    for _ in range(3):
        with session_scope(database) as session:
            assert store.claim_check(session, now=past + timedelta(minutes=1), until=past)
            session.commit()
    gate = Gate()
    assert hire(gate).step()
    assert gate.calls == []
    assert row().state is CheckState.FAILED
    assert "3 times" in row().reason
    assert not hire(gate).step()


def test_it_notes_a_mistake_of_ours_before_it_raises_it(hire, row):
    checks = hire(Gate(*[RuntimeError("ours")] * 3))
    for state in (CheckState.QUEUED, CheckState.QUEUED, CheckState.FAILED):
        with pytest.raises(RuntimeError):
            checks.step()
        assert (row().state, row().reason) == (state, checking.OURS)


def test_it_tries_again_after_a_fault_of_the_engine_and_not_for_ever(hire, row):
    checks = hire(Gate(*[EngineUnavailable("away")] * 3))
    assert checks.step()
    assert (row().state, row().attempts) == (CheckState.QUEUED, 1)
    assert [checks.step(), checks.step(), checks.step()] == [True, True, False]
    assert (row().state, row().attempts) == (CheckState.FAILED, 3)
    assert "away" in row().reason


def test_it_waits_for_an_engine_that_has_gone_away(database, state_dir, row):
    is_away = threading.Event()
    gate = Gate(EngineUnavailable("away"))
    settings = quick_settings(state_dir)
    checks = Checks(QuietEngine(), database, settings, lambda: not is_away.is_set(), gate, doubt=is_away.set)
    assert [checks.step(), checks.step(), checks.step()] == [True, False, False]
    assert (row().state, row().attempts) == (CheckState.QUEUED, 1)
    is_away.clear()
    assert checks.step()
    assert row().state is CheckState.DONE


def test_a_worker_asks_the_engine_again_after_a_check_that_failed_by_it(database, state_dir, row, monkeypatch):
    monkeypatch.setattr("judge.queue.readiness.Readiness.doubt", lambda _self: doubts.append("asked"))
    doubts = []
    gate = Gate(EngineUnavailable("away"))
    worker = Worker(QuietEngine(), database, quick_settings(state_dir, console_slots=0), check=gate)
    run_until(worker, lambda: row().state is CheckState.DONE)
    assert len(doubts) == 1


def test_it_does_not_try_what_can_never_be_done(hire, row):
    hire(Gate(Invalid("this installation has no stack of that name"))).step()
    assert (row().state, row().reason) == (CheckState.FAILED, "this installation has no stack of that name")


def test_it_gives_a_check_back_when_its_worker_stops(hire, row):
    gate = Gate(until_cancelled)
    checks = hire(gate)
    thread = threading.Thread(target=checks.step)
    thread.start()
    assert gate.started.wait(PATIENCE)
    checks.abandon()
    checks.abandon()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert (row().state, row().attempts) == (CheckState.QUEUED, 0)
    assert not checks.step()
    assert hire(Gate()).step()
    assert row().state is CheckState.DONE


def test_it_gives_back_what_it_claimed_while_it_was_told_to_stop(hire, row, monkeypatch):
    gate = Gate()
    checks = hire(gate)
    claimed = checks._claimed

    def claim_late():
        found = claimed()
        checks.abandon()
        return found

    monkeypatch.setattr(checks, "_claimed", claim_late)
    assert checks.step()
    assert gate.calls == []
    assert (row().state, row().attempts) == (CheckState.QUEUED, 0)


def no_database(*_args, **_how):
    raise OperationalError("SELECT", {}, Exception("away"))


def test_it_survives_a_database_that_is_away(hire, row, monkeypatch, logs):
    with monkeypatch.context() as away:
        away.setattr(store, "is_check_due", no_database)
        assert not hire(Gate()).step()
    with monkeypatch.context() as away:
        away.setattr(store, "write_check", no_database)
        assert hire(Gate()).step()
    assert row().state is CheckState.LEASED  # it expires, and the check is done again
    assert {"no check claimed", "check not written"} <= {entry["event"] for entry in logs}


def test_it_goes_on_when_a_heartbeat_fails(hire, row, monkeypatch, logs):
    def slow(progress, **_how):
        with monkeypatch.context() as away:
            away.setattr(store, "holds_check", no_database)
            away.setattr(store, "write_check", no_database)
            progress(1, 2, "one")
            until(lambda: "heartbeat of a check failed" in [entry["event"] for entry in logs])
        return report()

    hire(Gate(slow)).step()
    assert row().state is CheckState.DONE


def test_it_is_done_by_one_of_two_who_ask_at_once(database, hire, row):
    gate = Gate()
    both = [threading.Thread(target=hire(gate).step) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(PATIENCE)
    assert isinstance(database, Engine)
    assert (len(gate.calls), row().attempts) == (1, 1)


def run_until(worker, is_done):
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        until(is_done)
    finally:
        worker.stop()
        thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_worker_does_checks_beside_its_runs_and_says_what_it_can_run(database, state_dir, row, check_id):
    gate = Gate(RuntimeError("ours"))  # the second time it goes well
    worker = Worker(QuietEngine(), database, quick_settings(state_dir, console_slots=0), check=gate)
    run_until(worker, lambda: row().state is CheckState.DONE)
    with reading_scope(database) as session:
        assert "postgresql" in remembered_stacks(session)


def test_a_worker_gives_checks_back_when_it_stops(database, state_dir, row, check_id):
    gate = Gate(until_cancelled)
    worker = Worker(QuietEngine(), database, quick_settings(state_dir, console_slots=0), check=gate)
    run_until(worker, gate.started.is_set)
    assert (row().state, row().attempts) == (CheckState.QUEUED, 0)


def test_a_worker_without_slots_for_them_does_no_checks(database, state_dir, row, check_id):
    gate = Gate()
    settings = quick_settings(state_dir, console_slots=0, check_slots=0)
    submission = hand_in(database)
    worker = Worker(QuietEngine(), database, settings, check=gate, grade=Grader())

    def is_judged():
        with reading_scope(database) as session:
            return latest_run(session, submission).state is RunState.DONE

    run_until(worker, is_judged)
    assert gate.calls == []
