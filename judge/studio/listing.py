"""The list of one's problems in the making, and one of them with all that its page shows at first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from judge.accounts import Account
from judge.catalogue.bundle import Bundle, file_faults
from judge.catalogue.load import PROBLEM, LoadedProblem, from_bundle
from judge.catalogue.toml import read as read_toml
from judge.domain.problem import Problem
from judge.errors import Finding, ProblemInvalid
from judge.statement import reveal
from judge.storage import checks, problems
from judge.storage import studio as store
from judge.storage.accounts import Role
from judge.storage.checks import GateCheck
from judge.storage.stacks import remembered_stacks
from judge.storage.studio import StudioFile, StudioProblem
from judge.studio.access import names, own
from judge.studio.editing import text_of

# Read at every save, in the process that serves everybody: a second for the largest, 50 ms for those of the catalogue.
MAX_SUITE_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file as the tree shows it."""

    path: str
    revision: int
    bytes: int
    is_text: bool
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True, slots=True)
class StudioLine:
    """One row of the list."""

    id: str
    slug: str
    title: str
    authors: tuple[str, ...]
    changed_at: datetime
    archived_at: datetime | None
    published_at: datetime | None  # of the current version; None: never published
    check: GateCheck | None  # the last one, without folder and report
    has_passed: bool


@dataclass(frozen=True, slots=True)
class StudioHead:
    """One problem in the making, as it stands above each of its pages."""

    id: str
    slug: str
    title: str
    is_archived: bool
    is_published: bool
    pulled_commit: str


@dataclass(frozen=True, slots=True)
class StudioPage:
    """One problem in the making."""

    id: str
    slug: str
    title: str
    kind: str
    stacks: tuple[str, ...]
    files: tuple[FileLine, ...]
    findings: tuple[Finding, ...]
    is_archived: bool
    is_published: bool


def mine(session: Session, account: Account) -> list[StudioLine]:
    """The problems that this user writes, an administrator's all of them, changed last first."""
    rows = store.problems_in_the_making(session, None if account.role is Role.ADMIN else account.id)
    ids = [row.id for row in rows]
    texts, authors = store.texts_of(session, PROBLEM, ids), store.author_ids(session, ids)
    known = names(session, {user_id for found in authors.values() for user_id in found})
    versions = problems.current_by_slug(session, [row.slug for row in rows])
    last = checks.last_checks(session, ids)
    nothing: tuple[GateCheck | None, bool] = (None, False)
    return [
        StudioLine(
            id=row.id,
            slug=row.slug,
            title=title_of(texts.get(row.id, b""), row.slug),
            authors=tuple(known[user_id] for user_id in authors.get(row.id, ()) if user_id in known),
            changed_at=row.changed_at,
            archived_at=row.archived_at,
            published_at=versions.get(row.slug),
            check=last.get(row.id, nothing)[0],
            has_passed=last.get(row.id, nothing)[1],
        )
        for row in rows
    ]


def head(session: Session, account: Account, problem_id: str) -> StudioHead:
    """One problem without its files, none of which but problem.toml is read for it."""
    problem = own(session, account, problem_id)
    row = store.file_of(session, problem.id, PROBLEM)
    return StudioHead(
        id=problem.id,
        slug=problem.slug,
        title=title_of(row.content if row else b"", problem.slug),
        is_archived=problem.archived_at is not None,
        is_published=problem.slug in problems.current_by_slug(session, [problem.slug]),
        pulled_commit=problem.pulled_commit,
    )


def page(session: Session, account: Account, problem_id: str) -> StudioPage:
    """One problem with its files and what can be seen to be wrong without running it."""
    problem = own(session, account, problem_id)
    rows = store.files_of(session, problem.id)
    bundle = Bundle({row.path: row.content for row in rows})
    found = _problem(bundle)
    return StudioPage(
        id=problem.id,
        slug=problem.slug,
        title=found.title if found else problem.slug,
        kind=found.kind.value if found else "service",
        stacks=found.stacks if found else (),
        files=_lines(session, rows),
        findings=tuple(faults(session, problem, bundle)),
        is_archived=problem.archived_at is not None,
        is_published=problem.slug in problems.current_by_slug(session, [problem.slug]),
    )


def findings(session: Session, account: Account, problem_id: str) -> list[Finding]:
    """What can be seen to be wrong with the folder without running it."""
    problem = own(session, account, problem_id)
    return faults(session, problem, bundle_of(session, problem))


def bundle_of(session: Session, problem: StudioProblem) -> Bundle:
    """The folder as it stands."""
    return Bundle({row.path: row.content for row in store.files_of(session, problem.id)})


def faults(session: Session, problem: StudioProblem, bundle: Bundle) -> list[Finding]:
    """The same for a folder that is read already."""
    try:
        load(session, problem, bundle)
    except ProblemInvalid as error:
        return [Finding(finding.file, finding.line, reveal(finding.message)) for finding in error.findings]
    return []


def load(session: Session, problem: StudioProblem, bundle: Bundle) -> LoadedProblem:
    """The problem that the folder makes; raises ProblemInvalid with every finding."""
    if found := file_faults(bundle.files):
        raise ProblemInvalid(found)
    size = sum(len(body) for path, body in bundle.suite().items() if path.endswith(".py"))
    if size > MAX_SUITE_BYTES:
        raise ProblemInvalid(
            [Finding("tests", None, f"there are {size} bytes of Python; a suite may have {MAX_SUITE_BYTES}")]
        )
    try:
        return from_bundle(bundle, problem.slug, remembered_stacks(session))
    except (RecursionError, MemoryError):  # made to hurt a reader: bounds of Python's own parsers and visitors
        raise ProblemInvalid([Finding("tests", None, "something in the suite is nested too deeply")]) from None


def title_of(content: bytes, otherwise: str) -> str:
    """The title in a problem.toml, fit to be shown; another word while it cannot be read."""
    found = _problem(Bundle({PROBLEM: content}))
    return reveal(found.title) if found else otherwise


def _problem(bundle: Bundle) -> Problem | None:
    text = text_of(bundle.files.get(PROBLEM, b""))
    return read_toml(Problem, PROBLEM, text)[0] if text else None


def _lines(session: Session, rows: list[StudioFile]) -> tuple[FileLine, ...]:
    known: Mapping[str | None, str] = names(session, {row.changed_by for row in rows})
    return tuple(
        FileLine(
            path=row.path,
            revision=row.revision,
            bytes=len(row.content),
            is_text=text_of(row.content) is not None,
            changed_at=row.changed_at,
            changed_by=known.get(row.changed_by, ""),
        )
        for row in rows
    )
