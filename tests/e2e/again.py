"""Rejudgings in every state, their shadow runs ended as a worker would have."""

from datetime import UTC, datetime, timedelta

from sqlmodel import col, select

from judge.domain.verdict import Verdict
from judge.rejudging.choosing import Choice, start
from judge.rejudging.deciding import Ruling, apply
from judge.storage.problems import current_version
from judge.storage.rejudges import RejudgeItem
from judge.storage.runs import Run, RunState, TestResult
from tests.e2e.finished import finished
from tests.product import Site


def furnish_rejudges(site: Site, slug: str) -> dict[str, str]:
    """One that waits, one that is judged, and one that was applied to a single submission."""
    names = {"rejudge_waiting": _begin(site, slug), "rejudge": _begin(site, slug)}
    _end(site, slug, names["rejudge"])
    again = finished(site, "alice", slug, verdict=Verdict.FAILED, failing=(1, 2), age=timedelta(days=3))
    applied = _begin(site, slug, again)
    _end(site, slug, applied)
    with site.database() as session:
        apply(session, None, applied, Ruling(), now=datetime.now(UTC))
    return names | {"rejudge_applied": applied, "again": again}


def _begin(site: Site, slug: str, *submissions: str) -> str:
    """The version that has judged them judges again: what differs then is the tests' own unsteadiness."""
    with site.database() as session:
        version = current_version(session, slug)
        assert version is not None
        choice = Choice(slug, versions=(version.content_hash,), submissions=submissions)
        return start(session, None, choice, now=datetime.now(UTC))


def _end(site: Site, slug: str, rejudge_id: str) -> None:
    """Every test but the second passes now."""
    tests = site.problems[slug].manifest.tests
    with site.database() as session:
        shadows = select(RejudgeItem.shadow_run_id).where(RejudgeItem.rejudge_id == rejudge_id)
        for run in session.exec(select(Run).where(col(Run.id).in_(shadows))).all():
            run.state, run.verdict, run.finished_at = RunState.DONE, Verdict.FAILED, datetime.now(UTC)
            run.score = sum(test.points for test in tests) - tests[1].points
            for place, test in enumerate(tests):
                points, outcome = (0, "failed") if place == 1 else (test.points, "passed")
                row = TestResult(run_id=run.id, test_id=test.id, outcome=outcome, points=points, milliseconds=5)
                session.add(row)
                session.flush()
            session.add(run)
        session.commit()
