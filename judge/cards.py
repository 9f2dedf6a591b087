"""What pages and lists say of problems and submissions: plain values, made from rows in one place."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from judge.domain.problem import Manifest, Problem, StackInfo
from judge.domain.verdict import MEANINGS, Verdict
from judge.statement import to_html
from judge.storage.history import BestScore, SubmissionLine
from judge.storage.problems import ProblemVersion
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
    state: str  # "new", "tried" or "solved"
    best_score: int | None
    max_score: int
    hidden_tests: int
    sample_tests: int


@dataclass(frozen=True, slots=True)
class CriterionCard:
    """One criterion with the points of all its tests."""

    id: str
    title: str
    description: str
    points: int


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
    statement_html: str
    criteria: tuple[CriterionCard, ...]
    sample_tests: int
    hidden_tests: int
    max_score: int
    stacks: tuple[StackInfo, ...]


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
    return ProblemCard(
        slug=version.slug,
        title=problem.title,
        summary=problem.summary,
        track=problem.track,
        difficulty=problem.difficulty.value,
        minutes=problem.minutes,
        skills=problem.skills,
        stacks=stacks_of(problem, manifest),
        state=_state(best),
        best_score=best.score if best else None,
        max_score=manifest.max_score,
        hidden_tests=len(manifest.tests) - len(manifest.samples),
        sample_tests=len(manifest.samples),
    )


def problem_page(version: ProblemVersion) -> ProblemPage:
    """The problem's page."""
    problem, manifest = problem_of(version), manifest_of(version)
    return ProblemPage(
        slug=version.slug,
        title=problem.title,
        summary=problem.summary,
        track=problem.track,
        difficulty=problem.difficulty.value,
        minutes=problem.minutes,
        skills=problem.skills,
        statement_html=to_html(version.statement),
        criteria=_criteria(problem, manifest),
        sample_tests=len(manifest.samples),
        hidden_tests=len(manifest.tests) - len(manifest.samples),
        max_score=manifest.max_score,
        stacks=stacks_of(problem, manifest),
    )


def submission_card(line: SubmissionLine) -> SubmissionCard:
    """One row of a history."""
    run, submission = line.run, line.submission
    return SubmissionCard(
        id=submission.id,
        slug=line.slug,
        title=line.title,
        kind=SubmissionKind(submission.kind).value,
        stack=submission.stack,
        created_at=submission.created_at,
        state=run.state.value if run else "queued",
        verdict=run.verdict if run else None,
        label=MEANINGS[run.verdict].label if run and run.verdict else "",
        score=run.score if run else None,
        max_score=run.max_score if run else None,
    )


def matching(
    cards: Sequence[ProblemCard], *, words: Collection[str] = (), track: str = "", difficulty: str = "", state: str = ""
) -> list[ProblemCard]:
    """The cards that hold every word and have the given track, difficulty and state; empty means any."""
    return [
        card
        for card in cards
        if track in ("", card.track)
        and difficulty in ("", card.difficulty)
        and state in ("", card.state)
        and all(word.lower() in _searchable(card) for word in words)
    ]


def _searchable(card: ProblemCard) -> str:
    return " ".join((card.title, card.summary, *card.skills, *(stack.title for stack in card.stacks))).lower()


def _state(best: BestScore | None) -> str:
    if best is None:
        return "new"
    return "solved" if best.verdict is Verdict.PASSED else "tried"


def _criteria(problem: Problem, manifest: Manifest) -> tuple[CriterionCard, ...]:
    return tuple(
        CriterionCard(
            id=criterion.id,
            title=criterion.title,
            description=criterion.description,
            points=sum(test.points for test in manifest.tests if test.criterion == criterion.id),
        )
        for criterion in problem.criteria
    )
