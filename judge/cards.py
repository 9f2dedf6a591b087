"""What pages and lists say of problems and submissions: plain values, made from rows in one place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from judge.catalogue.bundle import Bundle
from judge.catalogue.texts import EDITORIAL, STATEMENT, file_of
from judge.domain import languages
from judge.domain.feedback import RECEIVED, UNSEALED, Reader
from judge.domain.problem import Manifest, Problem, StackInfo, percentages
from judge.domain.verdict import MEANINGS, Verdict
from judge.statement import to_html
from judge.storage.history import BestScore, SubmissionLine
from judge.storage.problems import HASH_PREFIX, ProblemVersion
from judge.storage.submissions import SubmissionKind


@dataclass(frozen=True, slots=True)
class ProblemCard:
    """One row of the catalogue, with what its reader has reached."""

    slug: str
    title: str
    summary: str
    track: str
    difficulty: str
    minutes: int
    skills: tuple[str, ...]
    stacks: tuple[StackInfo, ...]
    state: str  # "new", "tried", "read" (given up, and not solved since) or "solved"
    best_score: int | None
    best_max: int | None  # of the version that the best score was reached in
    tried_at: datetime | None  # the last submit
    max_score: int
    hidden_tests: int
    sample_tests: int
    is_listed: bool


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion with the points of all its tests."""

    id: str
    title: str
    description: str
    points: int
    percent: int  # of all points; those of all criteria make 100


@dataclass(frozen=True, slots=True)
class Text:
    """What an author wrote, in one language."""

    html: str
    language: str
    direction: str  # "ltr" or "rtl"


@dataclass(frozen=True, slots=True)
class ProblemPage:
    """A problem as its page shows it. Nothing of the suite but numbers."""

    slug: str
    title: str
    summary: str
    track: str
    difficulty: str
    minutes: int
    skills: tuple[str, ...]
    statement: Text
    languages: tuple[tuple[str, str], ...]  # what it can be read in: code, and name in that language
    own_language: str  # of criteria, tests and hints
    license: str
    authors: tuple[str, ...]
    criteria: tuple[CriterionCard, ...]
    sample_tests: int
    hidden_tests: int
    max_score: int
    stacks: tuple[StackInfo, ...]
    variants: int = 0  # how many candidates' versions of it there are; 0: all have the same
    variant: int | None = None  # the one that is shown, where its reader may look at others
    is_archived: bool = False  # read still, but it takes nothing new


@dataclass(frozen=True, slots=True)
class SubmissionCard:
    """One row of a list of submissions."""

    id: str
    slug: str
    title: str
    kind: str
    stack: str
    created_at: datetime
    state: str
    verdict: Verdict | None
    label: str
    score: int | None
    max_score: int | None
    is_sealed: bool  # judged or not, its owner is told later
    variant: int | None = None  # of the problem; None: it has none
    seed: int | None = None  # of the tests' data, for staff: with the variant it repeats the run


def problem_of(version: ProblemVersion) -> Problem:
    """The problem that a version holds."""
    return Problem.model_validate(version.problem)


def manifest_of(version: ProblemVersion) -> Manifest:
    """The tests and stacks fixed when the version was published."""
    return Manifest.model_validate(version.manifest)


def stacks_of(problem: Problem, manifest: Manifest) -> tuple[StackInfo, ...]:
    """The problem's stacks in its own order, with what pages say of each."""
    known = {stack.name: stack for stack in manifest.stacks}
    return tuple(known[name] for name in problem.stacks if name in known)


def problem_card(version: ProblemVersion, best: BestScore | None) -> ProblemCard:
    """The catalogue's row for one reader; `best` is None for somebody who has handed in nothing."""
    problem, manifest = problem_of(version), manifest_of(version)
    card = ProblemCard(
        slug=version.slug,
        title=problem.title,
        summary=problem.summary,
        track=problem.track,
        difficulty=problem.difficulty.value,
        minutes=problem.minutes,
        skills=problem.skills,
        stacks=stacks_of(problem, manifest),
        state="new",
        best_score=None,
        best_max=None,
        tried_at=None,
        max_score=manifest.max_score,
        hidden_tests=len(manifest.tests) - len(manifest.samples),
        sample_tests=len(manifest.samples),
        is_listed=problem.is_listed,
    )
    return with_best(card, best)


def with_best(card: ProblemCard, best: BestScore | None, *, is_read: bool = False) -> ProblemCard:
    """The same row for somebody who has reached this, or has given up and read the editorial."""
    unsolved = "read" if is_read else "tried"
    if best is None:
        return replace(card, state=unsolved) if is_read else card
    state = "solved" if best.verdict is Verdict.PASSED else unsolved
    return replace(card, state=state, best_score=best.score, best_max=best.max_score, tried_at=best.last_at)


def assets_address(version: ProblemVersion) -> str:
    """Where the figures of this version are; it names the version, so that what is pinned shows its own."""
    return f"/problems/{version.slug}/assets/{version.content_hash[:HASH_PREFIX]}/"


def statement_of(version: ProblemVersion, wishes: Sequence[str] = ()) -> Text:
    """The statement in the first of these languages that it has, else in its own; only others need the bundle."""
    problem = problem_of(version)
    language = languages.chosen(wishes, problem.languages)
    if language == problem.language:
        return _text(version, version.statement, language)
    return _text(version, _file(version, file_of(STATEMENT, language, problem)), language)


def editorial_of(version: ProblemVersion, wishes: Sequence[str] = ()) -> Text:
    """The editorial in the same way; empty where its author wrote none."""
    problem = problem_of(version)
    wanted = languages.chosen(wishes, problem.languages)
    written = _file(version, file_of(EDITORIAL, wanted, problem))
    language = wanted if written else problem.language  # it may be translated into fewer languages
    return _text(version, written or _file(version, file_of(EDITORIAL, language, problem)), language)


def problem_page(version: ProblemVersion, wishes: Sequence[str] = ()) -> ProblemPage:
    """The problem's page, in the first of these languages that it has."""
    problem, manifest = problem_of(version), manifest_of(version)
    statement = statement_of(version, wishes)
    words = problem.translations.get(statement.language, problem)
    return ProblemPage(
        slug=version.slug,
        title=words.title,
        summary=words.summary,
        track=problem.track,
        difficulty=problem.difficulty.value,
        minutes=problem.minutes,
        skills=problem.skills,
        statement=statement,
        languages=tuple((code, languages.NAMES[code]) for code in problem.languages),
        own_language=problem.language,
        license=problem.license,
        authors=problem.authors,
        criteria=_criteria(problem, manifest),
        sample_tests=len(manifest.samples),
        hidden_tests=len(manifest.tests) - len(manifest.samples),
        max_score=manifest.max_score,
        stacks=stacks_of(problem, manifest),
        variants=len(manifest.variants),
    )


def submission_card(line: SubmissionLine, reader: Reader = Reader.CANDIDATE) -> SubmissionCard:
    """One row of a history. To its owner a sealed result is told as received, without verdict and points."""
    run, submission = line.run, line.submission
    is_sealed = line.is_sealed and reader is Reader.CANDIDATE
    verdict = run.verdict if run else None
    label = MEANINGS[verdict].label if verdict else ""
    if is_sealed and verdict and verdict not in UNSEALED:
        verdict, label = None, RECEIVED[0]
    return SubmissionCard(
        id=submission.id,
        slug=line.slug,
        title=line.title,
        kind=SubmissionKind(submission.kind).value,
        stack=submission.stack,
        created_at=submission.created_at,
        state=run.state.value if run else "queued",
        verdict=verdict,
        label=label,
        score=run.score if run and not is_sealed else None,
        max_score=run.max_score if run else None,
        is_sealed=is_sealed,
        variant=submission.variant,
        seed=run.seed if run and reader is Reader.STAFF else None,
    )


def _criteria(problem: Problem, manifest: Manifest) -> tuple[CriterionCard, ...]:
    points = [
        sum(test.points for test in manifest.tests if test.criterion == criterion.id) for criterion in problem.criteria
    ]
    return tuple(
        CriterionCard(criterion.id, criterion.title, criterion.description, own, percent)
        for criterion, own, percent in zip(problem.criteria, points, percentages(points), strict=True)
    )


def _text(version: ProblemVersion, markdown: str, language: str) -> Text:
    return Text(to_html(markdown, assets_address(version)), language, languages.direction(language))


def _file(version: ProblemVersion, path: str) -> str:
    """A text of the version's folder; empty when it has none of this name."""
    return (Bundle.one_of(version.bundle, path) or b"").decode("utf-8")
