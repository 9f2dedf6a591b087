"""What differs between two states of a problem, in the words of its author, and what that means for old answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from itertools import islice

from judge.domain.problem import Manifest, Problem, TestSpec

MAX_LINES = 400  # of the difference of one file; whoever wants more has both states
MAX_BYTES = 256 * 1024  # larger files are not compared line by line


@dataclass(frozen=True, slots=True)
class State:
    """One state of a problem."""

    problem: Problem
    manifest: Manifest
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that is not the same in both."""

    path: str
    state: str  # "added", "removed" or "changed"
    lines: tuple[str, ...]  # a unified difference; empty where it is no text, or too long


@dataclass(frozen=True, slots=True)
class Changes:
    """All that differs."""

    files: tuple[FileChange, ...]
    tests: tuple[str, ...]  # a sentence each
    criteria: tuple[str, ...]
    meaning: str


def changes(old: State, new: State) -> Changes:
    """From the old state to the new one."""
    files = tuple(
        _file(path, old.files.get(path), new.files.get(path))
        for path in sorted({*old.files, *new.files})
        if old.files.get(path) != new.files.get(path)
    )
    return Changes(
        files, tuple(_tests(old.manifest, new.manifest)), tuple(_criteria(old, new)), _meaning(old, new, files)
    )


def _file(path: str, old: bytes | None, new: bytes | None) -> FileChange:
    state = "added" if old is None else "removed" if new is None else "changed"
    return FileChange(path, state, _lines(path, old or b"", new or b""))


def _lines(path: str, old: bytes, new: bytes) -> tuple[str, ...]:
    if max(len(old), len(new)) > MAX_BYTES:
        return ()
    try:
        before, after = (body.decode("utf-8").splitlines() for body in (old, new))
    except UnicodeDecodeError:
        return ()
    found = unified_diff(before, after, f"published/{path}", f"folder/{path}", lineterm="")
    return tuple(islice(found, MAX_LINES))


def _tests(old: Manifest, new: Manifest) -> list[str]:
    """What became of each test: gone, new, or the same by name with other terms."""
    before, after = ({test.id: test for test in manifest.tests} for manifest in (old, new))
    told = [f"{name} is gone ({_points(before[name])})" for name in before if name not in after]
    told += [f"{name} is new ({_points(after[name])}, {_kind(after[name])})" for name in after if name not in before]
    for name, test in after.items():
        known = before.get(name)
        if known is None:
            continue
        if known.points != test.points:
            told.append(f"{name} gives {_points(test)} instead of {known.points}")
        if known.criterion != test.criterion:
            told.append(f'{name} counts for "{test.criterion}" instead of "{known.criterion}"')
        if known.is_sample != test.is_sample:
            told.append(f"{name} is {_kind(test)} now")
    return told


def _criteria(old: State, new: State) -> list[str]:
    before, after = ({one.id: one for one in state.problem.criteria} for state in (old, new))
    points = [
        {one: sum(test.points for test in state.manifest.tests if test.criterion == one) for one in known}
        for state, known in ((old, before), (new, after))
    ]
    told = [f'"{name}" is gone' for name in before if name not in after]
    for name in after:
        if name not in before:
            told.append(f'"{name}" is new: {points[1][name]} points')
        elif points[0][name] != points[1][name]:
            told.append(f'"{name}" gives {points[1][name]} points instead of {points[0][name]}')
    return told


def _meaning(old: State, new: State, files: tuple[FileChange, ...]) -> str:
    """One sentence or two about the answers that were judged by the old state."""
    if not files:
        return "Nothing has changed: publishing this gives the version that is there."
    told = []
    gone = [name for name in old.problem.stacks if name not in new.problem.stacks]
    if gone:
        told.append(f"Answers in {', '.join(gone)} have no place in the new version.")
    if old.problem.files != new.problem.files:
        told.append("The files of an answer are others, so old answers may not fit and drafts may lack some.")
    if _variants(old) != _variants(new):
        told.append("Variants may have other values than those that drafts and answers were written for.")
    if old.manifest.max_score != new.manifest.max_score:
        told.append(f"The score is out of {new.manifest.max_score} instead of {old.manifest.max_score} points.")
    if _judges_alike(old, new):
        told.append("Answers are judged as before, so old scores and new ones can be compared.")
    else:
        told.append("Answers may be judged differently. Those handed in keep the version that judged them.")
    return " ".join(told)


def _variants(state: State) -> tuple[object, ...]:
    """What the values of variants are made from."""
    return state.problem.variants, state.files.get("variants.py")


def _judges_alike(old: State, new: State) -> bool:
    """Whether an answer would end as before: the suite, what runs beside it, and the terms of the run are the same."""
    first, second = (
        (
            {path: body for path, body in state.files.items() if path.startswith(("tests/", "services/"))},
            state.manifest.tests,
            _variants(state),
            (state.problem.limits, state.problem.files, state.problem.kind, state.problem.stacks),
            {
                path: state.files.get(f"starter/{stack}/{path}")
                for stack in state.problem.stacks
                for path in state.problem.files.readonly
            },
        )
        for state in (old, new)
    )
    return first == second


def _points(test: TestSpec) -> str:
    return f"{test.points} point{'' if test.points == 1 else 's'}"


def _kind(test: TestSpec) -> str:
    return "a sample" if test.is_sample else "hidden"
