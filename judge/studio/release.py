"""Publishing what has passed its gate, the versions that there are, and the end of a problem."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge import publishing
from judge.accounts import Account
from judge.cards import manifest_of
from judge.catalogue.bundle import Bundle
from judge.domain.difference import FileDifference, difference
from judge.errors import Conflict, Invalid, NotFound
from judge.statement import reveal
from judge.storage import checks, problems
from judge.storage.problems import ProblemVersion
from judge.studio.access import names, own, own_locked, own_to_change
from judge.studio.checks import report_of
from judge.studio.editing import text_of
from judge.studio.listing import bundle_of, load

DRAFT_SIDE = "draft"  # in a comparison: the files as they stand in the studio


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One published version."""

    id: str
    content_hash: str
    published_at: datetime
    published_by: str
    is_current: bool
    tests: int
    max_score: int


@dataclass(frozen=True, slots=True)
class VersionComparison:
    """What differs between two states of a problem."""

    before: VersionLine | None  # None: the draft
    after: VersionLine | None
    files: tuple[FileDifference, ...]


def publish(session: Session, account: Account, problem_id: str, check_id: str, *, now: datetime) -> ProblemVersion:
    """Publishes the files as they stand, if this check has passed for exactly them."""
    problem = own_to_change(session, account, problem_id)
    check = checks.check_by_id(session, check_id)
    if check is None or check.problem_id != problem.id:
        raise NotFound("no such check")
    report = report_of(check)
    if report is None or not report.is_passed:
        raise Conflict("The gate has not passed. Only what has passed it can be published.")
    loaded = load(session, problem, bundle_of(session, problem))
    if loaded.bundle.content_hash != check.content_hash:
        raise Conflict("The files have changed since this check. Check again, then publish.")
    proven = loaded.with_variants(report.variants)
    return publishing.publish(session, proven, now=now, published_by=account.id)


def versions(session: Session, account: Account, problem_id: str) -> list[VersionLine]:
    """Every published version, newest first."""
    problem = own(session, account, problem_id)
    current = problems.current_version(session, problem.slug)
    rows = problems.versions_of(session, problem.slug)
    known = names(session, {row.published_by for row in rows})
    return [_line(row, known, current.id if current else "") for row in rows]


def compare(session: Session, account: Account, problem_id: str, before: str, after: str) -> VersionComparison:
    """Two versions by their ids, or one and the draft, file by file."""
    problem = own(session, account, problem_id)
    if not before or not after or before == after:
        raise Invalid("Pick two versions that differ.", "a")
    lines = {line.id: line for line in versions(session, account, problem_id)}
    sides = []
    for version_id in (before, after):
        version = problems.version_by_id(session, version_id) if version_id in lines else None
        if version is None and version_id != DRAFT_SIDE:
            raise NotFound("no such version")
        sides.append(_texts(Bundle.from_bytes(version.bundle) if version else bundle_of(session, problem)))
    return VersionComparison(lines.get(before), lines.get(after), difference(*sides))


def archive(session: Session, account: Account, problem_id: str, *, now: datetime) -> None:
    """Takes the problem out of the catalogue and closes its studio; its results stay, and it can be restored."""
    problem = own_locked(session, account, problem_id)
    if problem.archived_at is None:
        problem.archived_at = now
        session.add(problem)
        problems.set_archived(session, problem.slug, now)
        session.commit()


def restore(session: Session, account: Account, problem_id: str) -> None:
    """Opens the problem again, in the catalogue too."""
    problem = own_locked(session, account, problem_id)
    problem.archived_at = None
    session.add(problem)
    problems.set_archived(session, problem.slug, None)
    session.commit()


def _line(row: ProblemVersion, known: Mapping[str | None, str], current_id: str) -> VersionLine:
    manifest = manifest_of(row)
    return VersionLine(
        id=row.id,
        content_hash=row.content_hash,
        published_at=row.published_at,
        published_by=known.get(row.published_by, ""),
        is_current=row.id == current_id,
        tests=len(manifest.tests),
        max_score=manifest.max_score,
    )


def _texts(bundle: Bundle) -> dict[str, str]:
    """The files as lines that can be compared; of what is no text only whether it is the same."""
    return {path: _shown(path, content) for path, content in bundle.files.items()}


def _shown(path: str, content: bytes) -> str:
    text = text_of(content)
    return reveal(text) if text is not None else f"{len(content)} bytes, {Bundle({path: content}).content_hash}\n"
