"""Every page of the product by a name, who looks at it and where; and a site that has something to show on each."""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session

from judge.domain.verdict import Verdict
from judge.storage.accounts import user_by_email
from judge.storage.drafts import Draft
from judge.storage.learning import SharedSolution
from judge.storage.notes import ProblemReport, SubmissionNote
from judge.storage.problems import current_version
from judge.storage.sittings import Sitting, SittingPolicy, SittingTask
from judge.storage.submissions import Submission, SubmissionKind
from tests.e2e.again import furnish_rejudges
from tests.e2e.classroom import furnish_class
from tests.e2e.finished import finished, waiting
from tests.e2e.making import furnish_studio
from tests.product import Site

# name -> (who, address). In braces stands what `furnish` gives.
PAGES = {
    "catalogue": ("", "/problems"),
    "catalogue, signed in": ("alice", "/problems?q=service"),
    "catalogue, nothing found": ("alice", "/problems?q=nothing-like-this"),
    "skills": ("alice", "/skills"),
    "skills, nothing shown yet": ("mallory", "/skills"),
    "problem, signed out": ("", "/problems/{service}"),
    "a statement in two languages": ("", "/problems/rehearsal-greeting?language=de"),
    "a statement with a figure": ("", "/problems/on-call-coverage"),
    "workspace": ("alice", "/problems/{service}"),
    "workspace of a query": ("rita", "/problems/{query}"),
    "problem without an editor": ("alice", "/problems/{service}/plain"),
    "editorial": ("alice", "/problems/{service}/editorial"),
    "editorial, not yet": ("mallory", "/problems/{service}/editorial"),
    "solutions": ("alice", "/problems/{service}/solutions"),
    "a solution": ("alice", "/problems/{service}/solutions/{shared}"),
    "solutions, not yet": ("mallory", "/problems/{service}/solutions"),
    "report a problem": ("alice", "/problems/{service}/report"),
    "my submissions": ("alice", "/submissions"),
    "my submissions of a problem": ("alice", "/submissions?problem={service}"),
    "no submissions": ("rita", "/submissions"),
    "two submissions compared": ("alice", "/submissions/compare?a={failed}&b={passed}"),
    "a passed submission": ("alice", "/submissions/{passed}"),
    "a failed submission": ("alice", "/submissions/{failed}"),
    "a sample run": ("alice", "/submissions/{run}"),
    "a judge error": ("alice", "/submissions/{fault}"),
    "a submission in the queue": ("bob", "/submissions/{waiting}"),
    "a sealed submission": ("bob", "/submissions/{sealed}"),
    "timed sessions": ("alice", "/sittings"),
    "no timed sessions": ("rita", "/sittings"),
    "a new timed session": ("alice", "/sittings/new"),
    "a planned session": ("alice", "/sittings/{planned}"),
    "a running session": ("bob", "/sittings/{running}"),
    "a task of a running session": ("bob", "/sittings/{running}/tasks/{query}"),
    "a session to be finished": ("bob", "/sittings/{running}/finish"),
    "a session that has ended": ("alice", "/sittings/{ended}"),
    "review": ("rita", "/review"),
    "review of reports": ("rita", "/review/reports"),
    "an author's reports": ("arthur", "/review/reports?state=open"),
    "studio": ("arthur", "/studio"),
    "a problem in the making": ("arthur", "/studio/echo"),
    "a gate that has passed": ("arthur", "/studio/echo/checks/{gate_passed}"),
    "a gate that has found something": ("arthur", "/studio/echo-spoiled/checks/{gate_failed}"),
    "a gate that waits": ("arthur", "/studio/echo/checks/{gate_waiting}"),
    "versions": ("arthur", "/studio/echo/versions"),
    "a version and the draft": ("arthur", "/studio/echo/versions/compare?a={version}&b=draft"),
    "analytics": ("arthur", "/studio/analytics?sort=passed"),
    "analytics of a problem": ("arthur", "/studio/analytics/{service}"),
    "analytics of too few people": ("arthur", "/studio/analytics/{query}"),
    "a submission judged again": ("alice", "/submissions/{again}"),
    "judging again": ("arthur", "/studio/rejudges"),
    "judging again, which problem": ("arthur", "/studio/rejudges/new"),
    "judging again, counted": ("arthur", "/studio/rejudges/new?problem={service}&count=yes&at_most=5&latest=yes"),
    "judging again, nothing found": ("arthur", "/studio/rejudges/new?problem={service}&count=yes&stack=none"),
    "judging again, with a mistake": ("arthur", "/studio/rejudges/new?problem={service}&count=yes&at_most=0"),
    "a rejudging under way": ("arthur", "/studio/rejudges/{rejudge_waiting}"),
    "a rejudging to be decided": ("arthur", "/studio/rejudges/{rejudge}"),
    "a rejudging's decision": ("arthur", "/studio/rejudges/{rejudge}/decision"),
    "a rejudging that was applied": ("arthur", "/studio/rejudges/{rejudge_applied}"),
    "a reviewed submission": ("rita", "/review/submissions/{failed}"),
    "sign in": ("", "/sign-in"),
    "sign up": ("", "/sign-up"),
    "account": ("alice", "/account"),
    "profile": ("alice", "/account/profile"),
    "preferences": ("alice", "/account/preferences"),
    "password": ("alice", "/account/password"),
    "deleting the account": ("alice", "/account/delete"),
    "components": ("", "/components"),
}


def furnish(site: Site) -> dict[str, str]:
    """Gives the site submissions, sessions and words of every kind; what stands for the names in the addresses."""
    kinds = {
        str(loaded.problem.kind): slug for slug, loaded in site.problems.items() if current_is_listed(loaded.problem)
    }
    slug, query = kinds["service"], kinds["query"]
    places = {"service": slug, "query": query}
    with site.database() as session:
        for name, begun, has_ended in (("planned", None, False), ("running", 20, False), ("ended", 90, True)):
            owner = "bob" if name == "running" else "alice"
            places[name] = _seat(session, owner, (query, slug), minutes_ago=begun, has_ended=has_ended)
        session.commit()
    places |= {
        "failed": finished(site, "alice", slug, verdict=Verdict.FAILED, failing=(0, 4, 7)),
        "passed": finished(site, "alice", slug, age=timedelta(minutes=1)),
        "run": finished(site, "alice", slug, kind=SubmissionKind.RUN, age=timedelta(hours=3)),
        "fault": finished(site, "alice", slug, verdict=Verdict.JUDGE_ERROR, age=timedelta(days=2)),
        "shared": finished(site, "bob", slug, age=timedelta(days=1)),
        "sealed": finished(site, "bob", query, verdict=Verdict.FAILED, failing=(1,), sitting_id=places["running"]),
        "waiting": waiting(site, "bob", slug),
    }
    finished(site, "alice", slug, verdict=Verdict.FAILED, failing=(1,), sitting_id=places["ended"])
    furnish_class(site, slug)
    places |= furnish_rejudges(site, slug)
    places |= furnish_studio(site)
    with site.database() as session:
        _write(session, places)
        session.commit()
    return places


def current_is_listed(problem) -> bool:
    """Whether the catalogue shows the problem."""
    return getattr(problem, "is_listed", True)


def _seat(session: Session, owner: str, slugs: tuple[str, ...], *, minutes_ago: int | None, has_ended: bool) -> str:
    """A sealed session of an hour; begun so many minutes ago, or only planned. Gives its id."""
    user = user_by_email(session, f"{owner}@example.org")
    assert user is not None
    now = datetime.now(UTC)
    sitting = Sitting(
        user_id=user.id,
        title="A mock session",
        policy=SittingPolicy.SEALED,
        minutes=60,
        extra_minutes=15,
        created_at=now - timedelta(hours=3),
    )
    if minutes_ago is not None:
        sitting.started_at = now - timedelta(minutes=minutes_ago)
        sitting.ends_at = sitting.started_at + timedelta(minutes=75)
        sitting.finished_at = sitting.ends_at if has_ended else None
    session.add(sitting)
    session.flush()
    for position, slug in enumerate(slugs, start=1):
        version = current_version(session, slug)
        assert version is not None
        session.add(SittingTask(sitting_id=sitting.id, position=position, version_id=version.id, slug=slug))
    return sitting.id


def _write(session: Session, places: dict[str, str]) -> None:
    """A shared solution, a note, a draft and two reports."""
    now = datetime.now(UTC)
    shared, passed = (session.get_one(Submission, places[name]) for name in ("shared", "passed"))
    slug = places["service"]
    session.add(
        SharedSolution(submission_id=shared.id, user_id=shared.user_id, slug=slug, is_named=True, shared_at=now)
    )
    session.add(SubmissionNote(submission_id=passed.id, user_id=passed.user_id, text="Sort in SQL.", saved_at=now))
    files = {path: text + "\n# to be continued\n" for path, text in passed.files.items()}
    session.add(Draft(user_id=passed.user_id, slug=slug, stack=passed.stack, files=files, saved_at=now))
    for text, resolved_at in (("The third sample asks for two items, the text for three.", None), ("A typo.", now)):
        session.add(
            ProblemReport(
                version_id=passed.version_id,
                slug=slug,
                user_id=passed.user_id,
                submission_id=passed.id,
                text=text,
                created_at=now,
                resolved_at=resolved_at,
                answer="Corrected, thank you." if resolved_at else "",
                answered_at=resolved_at,
            )
        )
