"""The lease machine under every order of events: workers that claim, renew, die, freeze, wake up late and commit.

Time is a number of the test's own: it becomes the database's clock.
"""

import tempfile
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlmodel import SQLModel, col, select

from judge.domain.verdict import Verdict
from judge.errors import StaleLease
from judge.queue import cancel, claim, enqueue, finish, lease, reap
from judge.queue.lease import Lease
from judge.storage.engine import make_engine, session_scope
from judge.storage.runs import Event, EventKind, Run, RunState, TestResult
from tests.judge.queue.judgements import a_judged_test, a_judgement
from tests.judge.storage.rows import NOON, a_submission, a_user, a_version

LEASE_SECONDS = 30
MAX_ATTEMPTS = 3
ATTEMPTS_FINAL = {RunState.DONE, RunState.QUARANTINED, RunState.CANCELLED}


@dataclass
class Held:
    """What one worker believes it holds, rightly or not."""

    lease: Lease
    until: float
    number: int  # unique, and the score it would write


class LeaseMachine(RuleBasedStateMachine):
    """The database is real; `believers` are the workers, of whom any may be dead, frozen or late."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.engine = make_engine(f"sqlite:///{Path(self.folder.name) / 'judge.db'}")
        SQLModel.metadata.create_all(self.engine)
        self.now = 0.0
        self.claims = 0
        self.believers: list[Held] = []
        self.final: dict[str, tuple[RunState, int | None]] = {}
        self.patched = (cancel, claim, enqueue, finish, lease, reap)
        self.real_clock = claim.database_now
        for module in self.patched:
            module.database_now = lambda _session: NOON + timedelta(seconds=self.now)

    def teardown(self) -> None:
        for module in self.patched:
            module.database_now = self.real_clock
        self.engine.dispose()
        self.folder.cleanup()

    @initialize(users=st.integers(1, 3), each=st.integers(1, 3))
    def queue_up(self, users: int, each: int) -> None:
        with session_scope(self.engine) as session:
            version = a_version(session)
            for number in range(users):
                user = a_user(session, f"User{number}")
                for turn in range(each):
                    submission = a_submission(session, user, version)
                    # Ids decide between equals: random ones would make a sequence of events go differently each time.
                    run = Run(id=f"run-{turn}-{number}", submission_id=submission.id, user_id=user.id, seed=1)
                    enqueue.enqueue(session, run)
            session.commit()

    @rule()
    def claim(self) -> None:
        with session_scope(self.engine) as session:
            ready = session.exec(
                select(Run.id).where(Run.state == RunState.QUEUED, Run.available_at <= self.moment())
            ).all()
            claimed = claim.claim(session, f"worker-{self.claims}", LEASE_SECONDS)
            session.commit()
        assert (claimed is None) == (not ready)
        if claimed:
            assert claimed.lease.run_id in ready
            self.claims += 1
            self.believers.append(Held(claimed.lease, self.now + LEASE_SECONDS, self.claims))

    @rule(seconds=st.sampled_from([0.5, 1.9, 2.1, 10, 29, 31, 120]))
    def pass_time(self, seconds: float) -> None:
        self.now += seconds

    @precondition(lambda self: self.believers)
    @rule(data=st.data())
    def renew(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from(self.believers))
        with session_scope(self.engine) as session:
            is_ours = self.is_holder(session, held)
            assert lease.heartbeat(session, held.lease, LEASE_SECONDS) == is_ours
            session.commit()
        if is_ours:
            held.until = self.now + LEASE_SECONDS
        else:
            self.believers.remove(held)

    @precondition(lambda self: self.believers)
    @rule(data=st.data(), is_late=st.booleans())
    def commit(self, data: st.DataObject, is_late: bool) -> None:
        """A worker writes its verdict; a late one has forgotten that it was fenced off, and tries again and again."""
        held = data.draw(st.sampled_from(self.believers))
        judgement = a_judgement(score=held.number, tests=(a_judged_test(f"test_{held.number}"),))
        if self.end(held, lambda session: finish.finish(session, held.lease, judgement)):
            self.settle(held, (RunState.DONE, held.number))
        if not is_late:
            self.believers.remove(held)

    @precondition(lambda self: self.believers)
    @rule(data=st.data())
    def fail(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from(self.believers))
        states: list[RunState] = []
        give_up = finish.fail_attempt
        if self.end(held, lambda session: states.append(give_up(session, held.lease, "broken", MAX_ATTEMPTS))):
            assert states == [RunState.QUARANTINED if held.lease.attempt >= MAX_ATTEMPTS else RunState.QUEUED]
            if states == [RunState.QUARANTINED]:
                self.settle(held, (RunState.QUARANTINED, None))
        self.believers.remove(held)

    @precondition(lambda self: self.believers)
    @rule(data=st.data())
    def let_go(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from(self.believers))
        self.end(held, lambda session: finish.release(session, held.lease))
        self.believers.remove(held)

    @precondition(lambda self: self.believers)
    @rule(data=st.data())
    def kill_before_the_commit(self, data: st.DataObject) -> None:
        held = data.draw(st.sampled_from(self.believers))
        with session_scope(self.engine) as session:
            if self.is_holder(session, held):
                finish.finish(session, held.lease, a_judgement(score=999))
        self.believers.remove(held)

    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        """Its owner stops a run, whatever has become of it; its worker does not know yet."""
        with session_scope(self.engine) as session:
            run = data.draw(st.sampled_from(session.exec(select(Run).order_by(Run.id)).all()))
            was_final = run.state in ATTEMPTS_FINAL
            assert cancel.cancel(session, run.id) != was_final
            session.commit()
        if not was_final:
            self.final[run.id] = (RunState.CANCELLED, None)

    @rule()
    def reap(self) -> None:
        with session_scope(self.engine) as session:
            due = set(session.exec(select(Run.id).where(Run.lease_until < self.moment())).all())
            reaped = reap.reap(session, MAX_ATTEMPTS)
            session.commit()
        assert {each.run_id for each in reaped} == due
        for each in reaped:
            if each.state is RunState.QUARANTINED:
                assert each.run_id not in self.final
                self.final[each.run_id] = (RunState.QUARANTINED, None)

    @invariant()
    def what_is_final_stays_as_it_was(self) -> None:
        with session_scope(self.engine) as session:
            for run in session.exec(select(Run)).all():
                if run.state in ATTEMPTS_FINAL:
                    assert self.final[run.id] == (run.state, run.score)
                    assert (run.verdict is Verdict.JUDGE_ERROR) == (run.state is RunState.QUARANTINED)
                    assert (run.verdict is Verdict.CANCELLED) == (run.state is RunState.CANCELLED)
                else:
                    assert run.id not in self.final
                    assert run.verdict is None
                assert (run.lease_until is not None) == (run.state is RunState.LEASED)
                assert run.attempts <= MAX_ATTEMPTS

    @invariant()
    def every_final_run_has_one_verdict_and_its_own_tests(self) -> None:
        with session_scope(self.engine) as session:
            told = session.exec(select(Event.run_id).where(Event.kind == EventKind.VERDICT)).all()
            assert sorted(told) == sorted(self.final)
            tests = session.exec(select(TestResult.run_id, TestResult.test_id).order_by(col(TestResult.run_id))).all()
            done = [(run_id, f"test_{score}") for run_id, (_state, score) in self.final.items() if score is not None]
            assert sorted(tests) == sorted(done)

    def moment(self):
        return NOON + timedelta(seconds=self.now)

    def is_holder(self, session, held: Held) -> bool:
        run = session.get_one(Run, held.lease.run_id)
        return run.state is RunState.LEASED and run.lease_token == held.lease.token

    def end(self, held: Held, write) -> bool:
        """Ends an attempt; it must work for the holder of the lease and for nobody else."""
        with session_scope(self.engine) as session:
            is_ours = self.is_holder(session, held)
            try:
                write(session)
                session.commit()
            except StaleLease:
                assert not is_ours
                return False
        assert is_ours
        return True

    def settle(self, held: Held, what: tuple[RunState, int | None]) -> None:
        assert held.lease.run_id not in self.final
        self.final[held.lease.run_id] = what


LeaseMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TestLeaseMachine = LeaseMachine.TestCase
