"""Everything that belongs to one user, over all tables: to be handed over, and to be deleted."""

from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, delete, select, update
from sqlmodel.sql.expression import SelectOfScalar

from judge.storage.accounts import LoginSession, User
from judge.storage.checks import GateCheck
from judge.storage.consoles import ConsoleCommand
from judge.storage.drafts import Draft, DraftRevision
from judge.storage.learning import GivenUp, HintTaken, SharedSolution
from judge.storage.notes import ProblemReport, SubmissionNote
from judge.storage.problems import ProblemVersion
from judge.storage.rejudges import Rejudge, RejudgeItem
from judge.storage.runs import Event, Run, RunState, TestResult
from judge.storage.sittings import Sitting, SittingTask
from judge.storage.studio import StudioAuthor, StudioFile, StudioProblem, StudioRevision
from judge.storage.submissions import Submission
from judge.storage.types import unread

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Belongings:
    """A user's rows. The text of submissions and earlier drafts is loaded when it is asked for, one by one."""

    user: User
    sign_ins: list[LoginSession]
    drafts: list[Draft]
    notes: list[SubmissionNote]
    hints: list[HintTaken]
    given_up: list[GivenUp]
    shared: list[SharedSolution]
    reports: list[ProblemReport]
    sittings: list[Sitting]
    tasks: list[SittingTask]
    submissions: list[tuple[Submission, str]]  # with the problem's slug, newest first
    revisions: list[DraftRevision]  # newest first
    written: list[StudioProblem]  # problems that they are an author of


def belongings(session: Session, user_id: str) -> Belongings:
    """What there is of one user."""
    sittings = select(Sitting.id).where(Sitting.user_id == user_id)
    newest_first = (col(Submission.created_at).desc(), col(Submission.id))
    submissions = select(Submission, ProblemVersion.slug).where(Submission.user_id == user_id).order_by(*newest_first)
    submissions = submissions.join(ProblemVersion, col(ProblemVersion.id) == Submission.version_id)
    written = select(StudioAuthor.problem_id).where(StudioAuthor.user_id == user_id)
    revisions = select(DraftRevision).where(DraftRevision.user_id == user_id).options(unread(DraftRevision.content))
    return Belongings(
        user=session.get_one(User, user_id),
        sign_ins=_all(session, select(LoginSession).where(col(LoginSession.user_id) == user_id)),
        drafts=_all(session, select(Draft).where(col(Draft.user_id) == user_id)),
        notes=_all(session, select(SubmissionNote).where(col(SubmissionNote.user_id) == user_id)),
        hints=_all(session, select(HintTaken).where(col(HintTaken.user_id) == user_id)),
        given_up=_all(session, select(GivenUp).where(col(GivenUp.user_id) == user_id)),
        shared=_all(session, select(SharedSolution).where(col(SharedSolution.user_id) == user_id)),
        reports=_all(session, select(ProblemReport).where(col(ProblemReport.user_id) == user_id)),
        sittings=_all(session, select(Sitting).where(col(Sitting.user_id) == user_id)),
        tasks=_all(session, select(SittingTask).where(col(SittingTask.sitting_id).in_(sittings))),
        submissions=list(session.exec(submissions.options(unread(Submission.files))).all()),
        revisions=_all(session, revisions.order_by(col(DraftRevision.id).desc())),
        written=_all(
            session, select(StudioProblem).where(col(StudioProblem.id).in_(written)).order_by(StudioProblem.slug)
        ),
    )


def lock_belongings(session: Session, user_id: str) -> list[str]:
    """Keeps everybody from adding to this user's rows until the transaction ends; gives the runs that have not ended.

    A row that refers to a locked one cannot be inserted meanwhile; afterwards there is nothing that it could refer to.
    """
    session.exec(select(User.id).where(User.id == user_id).with_for_update()).all()
    # In one order, which a rejudging keeps too: two that want the same rows must not wait for each other.
    theirs = select(Submission.id).where(Submission.user_id == user_id).order_by(Submission.id)
    session.exec(theirs.with_for_update()).all()
    query = select(Run.id, Run.state).where(_is_run_of(user_id)).order_by(Run.id)
    runs = session.exec(query.with_for_update()).all()
    return [run_id for run_id, state in runs if state in (RunState.QUEUED, RunState.LEASED)]


def delete_belongings(session: Session, user_id: str) -> None:
    """Deletes the user and every row of theirs; what they reported or wrote of problems stays, and names nobody."""
    submissions = select(Submission.id).where(Submission.user_id == user_id)
    runs = select(Run.id).where(_is_run_of(user_id))
    sittings = select(Sitting.id).where(Sitting.user_id == user_id)
    theirs = col(ProblemReport.user_id) == user_id
    session.exec(update(ProblemReport).where(theirs).values(user_id=None, submission_id=None))
    session.exec(update(ProblemVersion).where(col(ProblemVersion.published_by) == user_id).values(published_by=None))
    for written in (StudioFile, StudioRevision):
        session.exec(update(written).where(col(written.changed_by) == user_id).values(changed_by=None))
    for asked in (GateCheck, Rejudge):
        session.exec(update(asked).where(col(asked.user_id) == user_id).values(user_id=None))
    session.exec(update(Rejudge).where(col(Rejudge.decided_by) == user_id).values(decided_by=None))
    session.exec(delete(RejudgeItem).where(col(RejudgeItem.submission_id).in_(submissions)))
    for part in (TestResult, Event, ConsoleCommand):
        session.exec(delete(part).where(col(part.run_id).in_(runs)))
    for word in (SharedSolution, SubmissionNote):
        session.exec(delete(word).where(col(word.submission_id).in_(submissions)))
    session.exec(delete(Run).where(_is_run_of(user_id)))
    session.exec(delete(Submission).where(col(Submission.user_id) == user_id))
    session.exec(delete(SittingTask).where(col(SittingTask.sitting_id).in_(sittings)))
    session.exec(update(Sitting).where(col(Sitting.user_id) == user_id).values(rehearses=None))
    for kind in (Sitting, Draft, DraftRevision, HintTaken, GivenUp, LoginSession, StudioAuthor):
        session.exec(delete(kind).where(col(kind.user_id) == user_id))
    session.exec(delete(User).where(col(User.id) == user_id))


def _is_run_of(user_id: str) -> ColumnElement[bool]:
    return col(Run.submission_id).in_(select(Submission.id).where(Submission.user_id == user_id))


def _all(session: Session, query: SelectOfScalar[R]) -> list[R]:
    return list(session.exec(query).all())


def console_commands(session: Session, submission_id: str) -> list[ConsoleCommand]:
    """What was asked of the service that this submission started, in order."""
    runs = select(Run.id).where(Run.submission_id == submission_id)
    query = select(ConsoleCommand).where(col(ConsoleCommand.run_id).in_(runs)).order_by(col(ConsoleCommand.number))
    return _all(session, query)
