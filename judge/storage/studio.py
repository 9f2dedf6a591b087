"""Problems while their authors write them: a folder's files one by one, each with its revisions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlmodel import Field, Session, SQLModel, col, delete, func, select
from sqlmodel.sql.expression import SelectOfScalar

from judge.errors import Conflict
from judge.storage.accounts import Role, User
from judge.storage.notes import ProblemReport
from judge.storage.problems import ProblemRow, ProblemVersion
from judge.storage.rejudges import Rejudge
from judge.storage.runs import Run
from judge.storage.sittings import SittingTask
from judge.storage.submissions import Submission
from judge.storage.types import UtcDateTime, new_id, unread

DRAFT = "~draft"  # behind a slug: the version in which its authors try out what is not published


class StudioProblem(SQLModel, table=True):
    """A problem that is being written; what candidates get of it is a version in `problem_version`."""

    __tablename__ = "studio_problem"

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(unique=True)  # what it is published as
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pulled_commit: str = ""  # the commit of the authors' repository that its files come from, or went to


class StudioAuthor(SQLModel, table=True):
    """Who may write a problem; for everybody else it does not exist. The first is who began it."""

    __tablename__ = "studio_author"

    problem_id: str = Field(foreign_key="studio_problem.id", primary_key=True)
    user_id: str = Field(foreign_key="user_account.id", primary_key=True, index=True)
    added_at: datetime = Field(sa_type=UtcDateTime)


class StudioFile(SQLModel, table=True):
    """One file as it stands. Whoever saves says which revision they have read: an older one is refused."""

    __tablename__ = "studio_file"

    problem_id: str = Field(foreign_key="studio_problem.id", primary_key=True)
    path: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)
    revision: int  # of the file, raised by every change
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # None: the account is gone


class StudioRevision(SQLModel, table=True):
    """A file as it once stood, kept when it was changed, renamed or deleted: no author can lose another's words."""

    __tablename__ = "studio_revision"
    __table_args__ = (UniqueConstraint("problem_id", "path", "revision"),)

    id: int | None = Field(default=None, primary_key=True)
    problem_id: str = Field(foreign_key="studio_problem.id", index=True)
    path: str
    revision: int
    content: bytes = Field(sa_type=LargeBinary)
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str | None = Field(default=None, foreign_key="user_account.id", index=True)
    is_deleted: bool = False  # the file was taken away: there is no content


def add_problem(session: Session, problem: StudioProblem) -> None:
    """Adds a problem; Conflict when somebody has begun one of this name at the same moment."""
    try:
        with session.begin_nested():
            session.add(problem)
    except IntegrityError:
        raise Conflict(f'The name "{problem.slug}" was taken a moment ago. Choose another one.') from None


def published_without_studio(session: Session) -> list[str]:
    """Published slugs that nobody writes in the studio."""
    written = select(StudioProblem.slug)
    query = select(ProblemRow.slug).where(col(ProblemRow.slug).not_in(written), ~col(ProblemRow.slug).contains("~"))
    return list(session.exec(query.order_by(ProblemRow.slug)).all())


def problem_by_id(session: Session, problem_id: str) -> StudioProblem | None:
    """One problem in the making, as the database has it now. Whose it is, the caller must ask."""
    return session.get(StudioProblem, problem_id, populate_existing=True)


def problem_by_slug(session: Session, slug: str) -> StudioProblem | None:
    """The problem that is written under this slug."""
    return session.exec(select(StudioProblem).where(StudioProblem.slug == slug)).first()


def lock_problem(session: Session, problem_id: str) -> StudioProblem | None:
    """The problem, kept from everybody else's changes until the transaction ends."""
    query = select(StudioProblem).where(StudioProblem.id == problem_id).with_for_update()
    return session.exec(query.execution_options(populate_existing=True)).first()


def problems_in_the_making(session: Session, user_id: str | None) -> list[StudioProblem]:
    """The problems that a user writes, or all, the one changed last first."""
    query = select(StudioProblem).order_by(col(StudioProblem.changed_at).desc(), col(StudioProblem.slug))
    if user_id is not None:
        theirs = select(StudioAuthor.problem_id).where(StudioAuthor.user_id == user_id)
        query = query.where(col(StudioProblem.id).in_(theirs))
    return list(session.exec(query).all())


def is_author(session: Session, problem_id: str, user_id: str) -> bool:
    """Whether this user writes the problem."""
    return session.get(StudioAuthor, (problem_id, user_id)) is not None


def authors_of(session: Session, problem_id: str) -> list[User]:
    """Who writes the problem, in the order in which they came."""
    query = select(User).join(StudioAuthor, col(StudioAuthor.user_id) == User.id)
    query = query.where(StudioAuthor.problem_id == problem_id)
    return list(session.exec(query.order_by(col(StudioAuthor.added_at), col(User.id))).all())


def author_ids(session: Session, problem_ids: Collection[str]) -> dict[str, list[str]]:
    """Who writes each of these problems, in the order in which they came."""
    query = select(StudioAuthor.problem_id, StudioAuthor.user_id).where(col(StudioAuthor.problem_id).in_(problem_ids))
    found: dict[str, list[str]] = {}
    for problem_id, user_id in session.exec(query.order_by(col(StudioAuthor.added_at), col(StudioAuthor.user_id))):
        found.setdefault(problem_id, []).append(user_id)
    return found


def texts_of(session: Session, path: str, problem_ids: Collection[str]) -> dict[str, bytes]:
    """What the file of this path holds in each of these problems."""
    query = select(StudioFile.problem_id, StudioFile.content).where(StudioFile.path == path)
    return dict(session.exec(query.where(col(StudioFile.problem_id).in_(problem_ids))).all())


def remove_author(session: Session, problem_id: str, user_id: str) -> None:
    """Takes the problem out of somebody's hands."""
    row = session.get(StudioAuthor, (problem_id, user_id))
    if row is not None:
        session.delete(row)
        session.flush()


def file_of(session: Session, problem_id: str, path: str) -> StudioFile | None:
    """One file as it stands."""
    return session.get(StudioFile, (problem_id, path), populate_existing=True)


def files_of(session: Session, problem_id: str) -> list[StudioFile]:
    """Every file with its content, by path."""
    query = select(StudioFile).where(StudioFile.problem_id == problem_id).order_by(StudioFile.path)
    return list(session.exec(query.execution_options(populate_existing=True)).all())


def file_lines(session: Session, problem_id: str) -> list[tuple[StudioFile, int]]:
    """Every file with its length in bytes, by path; the contents stay in the database."""
    query = select(StudioFile, func.length(StudioFile.content)).where(StudioFile.problem_id == problem_id)
    return list(session.exec(query.options(unread(StudioFile.content)).order_by(StudioFile.path)).all())


def put_file(session: Session, row: StudioFile) -> None:
    """Makes this the file's present state."""
    session.merge(row)
    session.flush()


def delete_file(session: Session, problem_id: str, path: str) -> None:
    """Takes a file away. Its states are kept apart."""
    session.exec(delete(StudioFile).where(col(StudioFile.problem_id) == problem_id, col(StudioFile.path) == path))


def last_revision(session: Session, problem_id: str, path: str) -> StudioRevision | None:
    """The newest kept state of a file."""
    newest_first = col(StudioRevision.revision).desc()
    return session.exec(_revisions(problem_id, path).order_by(newest_first).limit(1)).first()


def revisions_of(session: Session, problem_id: str, path: str) -> list[StudioRevision]:
    """The kept states of a file, newest first; their contents stay in the database."""
    newest_first = col(StudioRevision.revision).desc()
    return list(session.exec(_revisions(problem_id, path).order_by(newest_first)).all())


def revision_of(session: Session, problem_id: str, path: str, revision: int) -> StudioRevision | None:
    """One kept state of a file."""
    key = (StudioRevision.problem_id == problem_id, StudioRevision.path == path, StudioRevision.revision == revision)
    return session.exec(select(StudioRevision).where(*key)).first()


def deleted_files(session: Session, problem_id: str, *, most: int) -> list[StudioRevision]:
    """Who took away what once was a file and is none now, the last first; only where a state is left to bring back."""
    newest = select(func.max(StudioRevision.id)).where(StudioRevision.problem_id == problem_id)
    there = select(StudioFile.path).where(StudioFile.problem_id == problem_id)
    kept = select(StudioRevision.path).where(StudioRevision.problem_id == problem_id, ~col(StudioRevision.is_deleted))
    query = select(StudioRevision).where(
        col(StudioRevision.id).in_(newest.group_by(StudioRevision.path)),
        col(StudioRevision.path).not_in(there),
        col(StudioRevision.path).in_(kept),
    )
    query = query.options(unread(StudioRevision.content)).order_by(col(StudioRevision.id).desc())
    return list(session.exec(query.limit(most)).all())


def last_content(session: Session, problem_id: str, path: str) -> bytes | None:
    """What a file held when it was last kept; None when no state of it is."""
    key = (StudioRevision.problem_id == problem_id, StudioRevision.path == path, ~col(StudioRevision.is_deleted))
    query = select(StudioRevision.content).where(*key).order_by(col(StudioRevision.revision).desc())
    return session.exec(query.limit(1)).first()


def add_revision(session: Session, row: StudioRevision) -> None:
    """Keeps a state."""
    session.add(row)
    session.flush()


def prune_revisions(session: Session, problem_id: str, *, most: int, most_bytes: int, row_bytes: int = 0) -> None:
    """Lets the oldest states go beyond `most` of one file, or `most_bytes` of all files of the problem together.

    Each counts `row_bytes` beside its content. The database adds up the lengths; no content is read.
    """
    newest_first = col(StudioRevision.id).desc()
    size = func.length(StudioRevision.content) + row_bytes
    ranked = (
        select(
            col(StudioRevision.id).label("id"),
            func.row_number().over(partition_by=StudioRevision.path, order_by=newest_first).label("place"),
            func.sum(size).over(order_by=newest_first).label("bytes"),
        )
        .where(StudioRevision.problem_id == problem_id)
        .subquery()
    )
    beyond = list(session.exec(select(ranked.c.id).where((ranked.c.place > most) | (ranked.c.bytes > most_bytes))))
    if beyond:
        session.exec(delete(StudioRevision).where(col(StudioRevision.id).in_(beyond)))


def delete_unused_versions(session: Session, slug: str, *, keep: str) -> None:
    """Deletes the versions of this slug that nothing refers to, but for one."""
    unused = [
        ~select(column).where(column == ProblemVersion.id).correlate(ProblemVersion).exists()
        for column in (
            col(Submission.version_id),
            col(Run.version_id),
            col(SittingTask.version_id),
            col(ProblemReport.version_id),
            col(Rejudge.version_id),
        )
    ]
    old = delete(ProblemVersion).where(col(ProblemVersion.slug) == slug, col(ProblemVersion.id) != keep, *unused)
    session.exec(old.execution_options(synchronize_session=False))


def _revisions(problem_id: str, path: str) -> SelectOfScalar[StudioRevision]:
    query = select(StudioRevision).where(StudioRevision.problem_id == problem_id, StudioRevision.path == path)
    return query.options(unread(StudioRevision.content))


def slugs_kept_from(session: Session, user_id: str, role: Role) -> frozenset[str]:
    """The problems that are none of this author's business: those that others write. Admins are kept from none.

    Each under both its names: what it is published as, and what its authors try out. A problem that nobody writes
    here, such as one of the catalogue on disk, belongs to every author.
    """
    if role is Role.ADMIN:
        return frozenset()
    theirs = select(StudioAuthor.problem_id).where(StudioAuthor.user_id == user_id)
    query = select(StudioProblem.slug).where(col(StudioProblem.id).not_in(theirs))
    return frozenset(name for slug in session.exec(query).all() for name in (slug, f"{slug}{DRAFT}"))
