"""Watching a run: what a reader may see of a submission now, and a cheap way to ask whether that has changed."""

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session

from judge.cards import manifest_of, problem_of
from judge.desks import policy_of
from judge.domain.earlier import Earlier, earlier
from judge.domain.feedback import PASSED, Reader, RunFacts, RunView, TestFacts, view_run
from judge.domain.problem import Manifest
from judge.errors import NotFound
from judge.queue.place import place
from judge.statement import reveal, reveal_all
from judge.storage import learning, runs
from judge.storage.problems import version_without_bundle
from judge.storage.rejudges import replaced_by
from judge.storage.runs import Event, EventKind, Run, RunState
from judge.storage.sittings import sitting_by_id
from judge.storage.submissions import Submission, SubmissionKind, submission_by_id

MILLISECOND = timedelta(milliseconds=1)
FINAL = {RunState.DONE, RunState.QUARANTINED, RunState.CANCELLED}


@dataclass(frozen=True, slots=True)
class Pulse:
    """Where a run stands, in three small queries: equal pulses mean equal views."""

    run_id: str
    state: RunState
    event_id: int  # the newest event; 0 before the first
    place: int | None

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in FINAL


def pulse(session: Session, submission_id: str) -> Pulse:
    """Where the submission's run stands now."""
    found = runs.latest_run_state(session, submission_id)
    if found is None:
        raise NotFound("no such run")
    run_id, state = found
    waiting = place(session, run_id) if state is RunState.QUEUED else None
    return Pulse(run_id, state, runs.last_event_id(session, run_id), waiting)


def last_event_id(session: Session, submission_id: str) -> int:
    """The newest event of the submission's run, 0 before the first."""
    return pulse(session, submission_id).event_id


def view(session: Session, submission_id: str, reader: Reader) -> RunView:
    """The submission's run as this reader may see it now. Whose it is, the caller has checked."""
    submission = submission_by_id(session, submission_id)
    run = runs.latest_run(session, submission_id) if submission else None
    if submission is None or run is None:
        raise NotFound("no such submission")
    # What was judged again is shown with the tests and criteria that it met then.
    version = version_without_bundle(session, run.version_id or submission.version_id)
    if version is None:
        raise NotFound("no such submission")
    manifest = manifest_of(version)
    events = [] if run.state in FINAL else runs.events_of_latest_attempt(session, run.id)
    results = _from_rows(session, run) if run.state in FINAL else _from_events(events, manifest)
    waiting = place(session, run.id) if run.state is RunState.QUEUED else None
    sitting = sitting_by_id(session, submission.sitting_id) if submission.sitting_id else None
    return view_run(
        policy_of(sitting),
        reader,
        _facts(
            session,
            submission,
            run,
            place=waiting,
            phase=_phase(events),
            cost=_cost(session, submission, run, version.slug),
        ),
        criteria=problem_of(version).criteria,
        manifest=manifest,
        results=results,
    )


def _facts(session: Session, submission: Submission, run: Run, *, place: int | None, phase: str, cost: int) -> RunFacts:
    return RunFacts(
        run_id=run.id,
        submission_id=submission.id,
        kind=submission.kind,
        state=run.state,
        place=place,
        phase=phase if run.state is RunState.LEASED else "",
        verdict=run.verdict,
        score=run.score,
        max_score=run.max_score,
        hint_cost=cost,
        log=reveal(run.log),
        phases=_waited(run) | run.phases,
        earlier=_earlier(session, submission, run) if run.version_id else None,
        reason=reveal(run.reason),  # it may end with what a database said of an answer
    )


def _earlier(session: Session, submission: Submission, run: Run) -> Earlier | None:
    """What a rejudging, once applied, has put this run in the place of."""
    found = replaced_by(session, run)
    if found is None or found.run.verdict is None:
        return None
    return earlier(
        found.at,
        found.run.verdict,
        score=found.run.score,
        max_score=found.run.max_score,
        is_other_version=run.version_id != submission.version_id,
    )


def _cost(session: Session, submission: Submission, run: Run, slug: str) -> int:
    """Points that hints, opened before this was handed in, take off its score when it is shown; never more than it."""
    if submission.kind != SubmissionKind.SUBMIT or not run.score:
        return 0
    scope, until = submission.sitting_id or "", submission.created_at
    return min(run.score, learning.cost_of_hints(session, submission.user_id, slug, scope, until))


def _waited(run: Run) -> dict[str, int]:
    """Milliseconds in the queue, once somebody has taken the run."""
    return {"queued": round((run.started_at - run.queued_at) / MILLISECOND)} if run.started_at else {}


def _phase(events: list[Event]) -> str:
    """What a run was last said to be doing."""
    return next((event.data["phase"] for event in reversed(events) if event.kind is EventKind.PHASE), "")


def _from_rows(session: Session, run: Run) -> dict[str, TestFacts]:
    """The tests of a run that has ended."""
    return {
        row.test_id: TestFacts(
            id=row.test_id,
            outcome=row.outcome,
            points=row.points,
            milliseconds=row.milliseconds,
            message=reveal(row.message),
            exchanges=tuple(reveal_all(row.exchanges)),
            comparison=reveal_all(row.comparison),
        )
        for row in runs.results_of_run(session, run.id)
    }


def _from_events(events: list[Event], manifest: Manifest) -> dict[str, TestFacts]:
    """The tests that have ended so far; what they said comes with the verdict, when the run is known to be whole."""
    points = {test.id: test.points for test in manifest.tests}
    return {
        event.data["id"]: TestFacts(
            id=event.data["id"],
            outcome=event.data["outcome"],
            points=points.get(event.data["id"], 0) if event.data["outcome"] == PASSED else 0,
            milliseconds=event.data["ms"],
        )
        for event in events
        if event.kind is EventKind.TEST
    }
