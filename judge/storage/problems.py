"""Problems and their immutable published versions."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import LargeBinary, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, func, select

from judge.storage.types import Json, JsonDict, UtcDateTime, new_id, unread

HASH_PREFIX = 16  # characters: enough that no two versions of one problem begin alike


class ProblemRow(SQLModel, table=True):
    """A problem by its slug; what it is stands in its current version."""

    __tablename__ = "problem"

    slug: str = Field(primary_key=True)
    current_version_id: str | None = Field(default=None, foreign_key="problem_version.id")
    archived_at: datetime | None = Field(default=None, sa_type=UtcDateTime)  # no longer offered; its results stay


class ProblemVersion(SQLModel, table=True):
    """One published state of a problem's folder. Never changed; submissions are bound to it for ever."""

    __tablename__ = "problem_version"
    __table_args__ = (UniqueConstraint("slug", "content_hash"),)

    id: str = Field(default_factory=new_id, primary_key=True)
    slug: str = Field(index=True)
    content_hash: str
    problem: JsonDict = Field(sa_type=Json)  # domain Problem, dumped
    manifest: JsonDict = Field(sa_type=Json)  # domain Manifest, dumped
    statement: str  # Markdown
    bundle: bytes = Field(sa_type=LargeBinary)  # the whole folder as written by catalogue/bundle.py
    published_at: datetime = Field(sa_type=UtcDateTime)
    published_by: str | None = Field(default=None, foreign_key="user_account.id", index=True)  # None: no longer known


def current_version(session: Session, slug: str) -> ProblemVersion | None:
    """The version of a problem that new submissions are bound to."""
    is_current = ProblemRow.current_version_id == ProblemVersion.id
    return session.exec(select(ProblemVersion).where(is_current, ProblemRow.slug == slug)).first()


def current_versions(session: Session) -> list[ProblemVersion]:
    """Every problem's current version, by slug, without the bundles: a catalogue page must not read megabytes.

    A bundle is loaded when it is asked for; use `version_by_id` where it is needed.
    """
    query = select(ProblemVersion).where(ProblemRow.current_version_id == ProblemVersion.id)
    query = query.where(~col(ProblemVersion.slug).contains("~"))  # drafts that authors try out are nobody else's
    query = query.options(unread(ProblemVersion.bundle)).order_by(ProblemVersion.slug)
    return list(session.exec(query).all())


def current_version_ids(session: Session) -> list[str]:
    """The current version's id of every problem that is offered: what a list needs that knows the versions already."""
    query = select(ProblemRow.current_version_id).where(col(ProblemRow.archived_at).is_(None)).order_by(ProblemRow.slug)
    return [version_id for version_id in session.exec(query).all() if version_id is not None]


def current_by_slug(session: Session, slugs: Collection[str]) -> dict[str, datetime]:
    """When the current version of each of these problems was published; without those that never were."""
    query = select(ProblemVersion.slug, ProblemVersion.published_at).where(col(ProblemVersion.slug).in_(slugs))
    query = query.join(ProblemRow, col(ProblemRow.current_version_id) == ProblemVersion.id)
    return dict(session.exec(query).all())


def versions_for_lists(session: Session, version_ids: Collection[str]) -> list[ProblemVersion]:
    """These versions as a list shows them: statement and bundle stay in the database."""
    query = select(ProblemVersion).where(col(ProblemVersion.id).in_(version_ids))
    return list(session.exec(query.options(unread(ProblemVersion.bundle), unread(ProblemVersion.statement))).all())


def version_by_id(session: Session, version_id: str) -> ProblemVersion | None:
    """One published version."""
    return session.get(ProblemVersion, version_id)


def version_without_bundle(session: Session, version_id: str) -> ProblemVersion | None:
    """One published version as pages need it: the folder stays in the database."""
    query = select(ProblemVersion).where(ProblemVersion.id == version_id)
    return session.exec(query.options(unread(ProblemVersion.bundle))).first()


def version_by_hash(session: Session, slug: str, content_hash: str) -> ProblemVersion | None:
    """The problem's version with this content, if it was ever published."""
    is_same = (ProblemVersion.slug == slug, ProblemVersion.content_hash == content_hash)
    return session.exec(select(ProblemVersion).where(*is_same)).first()


def version_by_prefix(session: Session, slug: str, prefix: str) -> ProblemVersion | None:
    """The problem's version whose hash begins with these HASH_PREFIX characters, as addresses name it."""
    is_same = (ProblemVersion.slug == slug, func.substr(ProblemVersion.content_hash, 1, HASH_PREFIX) == prefix)
    return session.exec(select(ProblemVersion).where(*is_same)).first()


def publish_version(session: Session, version: ProblemVersion) -> ProblemVersion:
    """Makes a version the current one of its problem; the same content again gives the row that is there."""
    known = version_by_hash(session, version.slug, version.content_hash)
    if known is None:
        session.add(version)
        session.flush()
        known = version
    row = session.get(ProblemRow, known.slug) or ProblemRow(slug=known.slug)
    row.current_version_id = known.id
    session.add(row)
    session.flush()
    return known


def versions_of(session: Session, slug: str) -> list[ProblemVersion]:
    """Every version of a problem, the newest first, without statements and bundles."""
    query = select(ProblemVersion).where(ProblemVersion.slug == slug)
    query = query.options(unread(ProblemVersion.bundle), unread(ProblemVersion.statement))
    return list(session.exec(query.order_by(col(ProblemVersion.published_at).desc(), col(ProblemVersion.id))).all())


def version_counts(session: Session) -> dict[str, int]:
    """How many versions each problem has, by slug."""
    query = select(ProblemVersion.slug, func.count()).group_by(ProblemVersion.slug)
    return dict(session.exec(query).all())


def set_archived(session: Session, slug: str, at: datetime | None) -> bool:
    """Stops offering a problem from this moment, or offers it again (None). False: there is no such problem.

    Only new work in practice is refused; what was handed in stays, and timed sessions go on with their versions.
    """
    row = session.get(ProblemRow, slug)
    if row is None:
        return False
    if (row.archived_at is None) != (at is None):  # the first moment stays
        row.archived_at = at
        session.add(row)
        session.flush()
    return True


def archived_at(session: Session, slug: str) -> datetime | None:
    """Since when a problem is no longer offered; None while it is."""
    return session.exec(select(ProblemRow.archived_at).where(ProblemRow.slug == slug)).first()


def archived(session: Session) -> dict[str, datetime]:
    """Every problem that is no longer offered, by slug, and since when."""
    query = select(ProblemRow.slug, ProblemRow.archived_at).where(col(ProblemRow.archived_at).is_not(None))
    return {slug: at for slug, at in session.exec(query).all() if at is not None}
