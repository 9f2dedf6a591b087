"""Publishing: a problem that passed its gate becomes an immutable version, to which new submissions are bound."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.catalogue.load import LoadedProblem
from judge.domain.problem import Manifest, Problem
from judge.errors import Invalid, NotFound
from judge.storage import problems
from judge.storage.problems import ProblemVersion


@dataclass(frozen=True, slots=True)
class Published:
    """One line of the list of published problems."""

    slug: str
    title: str
    content_hash: str
    published_at: datetime
    tests: int
    max_score: int
    versions: int
    archived_at: datetime | None  # no longer offered since; what was handed in stays


@dataclass(frozen=True, slots=True)
class Release:
    """One version in a problem's history."""

    content_hash: str
    published_at: datetime
    is_current: bool
    tests: int
    max_score: int


def publish(
    session: Session, loaded: LoadedProblem, *, now: datetime, published_by: str | None = None
) -> ProblemVersion:
    """Makes the content the problem's current version. The same content again gives the version that is there."""
    if not loaded.slug:
        raise Invalid("a problem is published under its folder's name, and this one has none", "slug")
    version = problems.publish_version(session, version_of(loaded, now=now, published_by=published_by))
    session.commit()
    return version


def version_of(loaded: LoadedProblem, *, now: datetime, published_by: str | None = None) -> ProblemVersion:
    """The row of a version that is not stored yet; Invalid for a problem whose variants have no values."""
    loaded.values(None)
    return ProblemVersion(
        slug=loaded.slug,
        content_hash=loaded.bundle.content_hash,
        problem=loaded.problem.model_dump(mode="json"),
        manifest=loaded.manifest.model_dump(mode="json"),
        statement=loaded.statement,
        bundle=loaded.bundle.to_bytes(),
        published_at=now,
        published_by=published_by,
    )


def published(session: Session) -> list[Published]:
    """Every published problem as it stands now, archived ones too, by slug."""
    counts, archived = problems.version_counts(session), problems.archived(session)
    return [
        _line(version, counts[version.slug], archived.get(version.slug))
        for version in problems.current_versions(session)
    ]


def releases(session: Session, slug: str) -> list[Release]:
    """Every version of a problem, the newest first; raises NotFound when it was never published."""
    current = problems.current_version(session, slug)
    if current is None:
        raise NotFound(f'no problem "{slug}" is published')
    return [_release(version, is_current=version.id == current.id) for version in problems.versions_of(session, slug)]


def published_version(session: Session, slug: str, content_hash: str = "") -> ProblemVersion:
    """The current version, or the one whose hash begins so; raises NotFound, or Invalid where several do."""
    current = problems.current_version(session, slug)
    if current is None:
        raise NotFound(f'no problem "{slug}" is published')
    if not content_hash:
        return current
    found = [one for one in problems.versions_of(session, slug) if one.content_hash.startswith(content_hash)]
    if len(found) > 1:
        raise Invalid(f"{len(found)} versions of {slug} begin with {content_hash}; give more of it", "version")
    if not found:
        raise NotFound(f"no version of {slug} begins with {content_hash}")
    return found[0]


def archive(session: Session, slug: str, *, now: datetime) -> None:
    """Stops offering a problem: no catalogue has it, and practice takes no new answers. Nothing is deleted."""
    _set_archived(session, slug, now)


def restore(session: Session, slug: str) -> None:
    """Offers an archived problem again, in its current version."""
    _set_archived(session, slug, None)


def _set_archived(session: Session, slug: str, at: datetime | None) -> None:
    if not problems.set_archived(session, slug, at):
        raise NotFound(f'no problem "{slug}" is published')
    session.commit()


def _line(version: ProblemVersion, versions: int, archived_at: datetime | None) -> Published:
    manifest = Manifest.model_validate(version.manifest)
    return Published(
        slug=version.slug,
        title=Problem.model_validate(version.problem).title,
        content_hash=version.content_hash,
        published_at=version.published_at,
        tests=len(manifest.tests),
        max_score=manifest.max_score,
        versions=versions,
        archived_at=archived_at,
    )


def _release(version: ProblemVersion, *, is_current: bool) -> Release:
    manifest = Manifest.model_validate(version.manifest)
    return Release(version.content_hash, version.published_at, is_current, len(manifest.tests), manifest.max_score)
