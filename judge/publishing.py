"""Publishing: a problem that passed its gate becomes an immutable version, to which new submissions are bound."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.catalogue.load import LoadedProblem
from judge.domain.problem import Manifest, Problem
from judge.errors import Invalid
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


def publish(session: Session, loaded: LoadedProblem, *, now: datetime) -> ProblemVersion:
    """Makes the content the problem's current version. The same content again gives the version that is there."""
    if not loaded.slug:
        raise Invalid("a problem is published under its folder's name, and this one has none", "slug")
    version = problems.publish_version(
        session,
        ProblemVersion(
            slug=loaded.slug,
            content_hash=loaded.bundle.content_hash,
            problem=loaded.problem.model_dump(mode="json"),
            manifest=loaded.manifest.model_dump(mode="json"),
            statement=loaded.statement,
            bundle=loaded.bundle.to_bytes(),
            published_at=now,
        ),
    )
    session.commit()
    return version


def published(session: Session) -> list[Published]:
    """Every published problem as it is offered now, by slug."""
    return [_line(version) for version in problems.current_versions(session)]


def _line(version: ProblemVersion) -> Published:
    manifest = Manifest.model_validate(version.manifest)
    return Published(
        slug=version.slug,
        title=Problem.model_validate(version.problem).title,
        content_hash=version.content_hash,
        published_at=version.published_at,
        tests=len(manifest.tests),
        max_score=manifest.max_score,
    )
