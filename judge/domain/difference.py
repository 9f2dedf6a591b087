"""What differs between two answers: files compared line by line, with the lines around each change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Literal

CONTEXT = 3  # equal lines around a change
# Of one comparison, both sides together, without what files begin and end with alike. Comparing takes a time that grows
# with the square of what was written to be slow: twice as many lines would occupy the processor for seconds.
MAX_LINES = 4000
# Pairs of equal lines between both sides: a file of one repeated line costs the product of its lengths, time and again.
MAX_PAIRS = 100_000

POPULAR_FROM = 200  # lines: difflib's own measure of a long side, where lines above 1 % are left out of the search

Opcode = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a difference; the numbers count from 1, and None means that the line is not on that side."""

    kind: Literal["same", "removed", "added"]
    before: int | None
    after: int | None
    text: str


@dataclass(frozen=True, slots=True)
class FileDifference:
    """One file of either answer."""

    path: str
    state: Literal["same", "changed", "added", "removed", "long"]  # long: too much for a comparison
    hunks: tuple[tuple[Line, ...], ...]  # places that changed, in their order
    removed: int  # lines; in a long file all of the first side that may differ
    added: int


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FileDifference, ...]:
    """Every file of the two, by path."""
    left = MAX_LINES
    files = []
    for path in sorted({*before, *after}):
        old, new = _lines(before.get(path)), _lines(after.get(path))
        head, tail = _alike(old, new)
        cost = 0 if before.get(path) == after.get(path) else len(old) + len(new) - 2 * (head + tail)
        if cost > left or (cost and _pairs(old[head : len(old) - tail], new[head : len(new) - tail]) > MAX_PAIRS):
            removed, added = len(old) - head - tail, len(new) - head - tail
            files.append(FileDifference(path, "long", (), removed, added))
            continue
        left -= cost
        hunks = _hunks(old, new, head, tail) if cost else ()
        files.append(
            FileDifference(path, _state(path, before, after), hunks, _count(hunks, "removed"), _count(hunks, "added"))
        )
    return tuple(files)


def side_by_side(hunk: Sequence[Line]) -> list[tuple[Line | None, Line | None]]:
    """The lines of a hunk in two columns: what was removed stands beside what was added in its place."""
    rows: list[tuple[Line | None, Line | None]] = []
    removed: list[Line] = []
    added: list[Line] = []
    for line in hunk:
        if line.kind == "removed":
            removed.append(line)
        elif line.kind == "added":
            added.append(line)
        else:
            rows += [*zip_longest(removed, added), (line, line)]
            removed, added = [], []
    return [*rows, *zip_longest(removed, added)]


def _lines(text: str | None) -> list[str]:
    """The lines of a file, none of one that is not there; a break at the end ends the last line and begins none."""
    return text.removesuffix("\n").split("\n") if text else []


def _alike(old: Sequence[str], new: Sequence[str]) -> tuple[int, int]:
    """How many lines both begin with, and how many of the others both end with."""
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if old[-1 - n] != new[-1 - n]), rest)
    return head, tail


def _pairs(old: Sequence[str], new: Sequence[str]) -> int:
    """How many pairs of equal lines the comparison has to weigh. It leaves out what is frequent in a long new side."""
    counts = Counter(new)
    most = len(new) // 100 + 1 if len(new) >= POPULAR_FROM else len(new)
    return sum(counts[line] for line in old if counts[line] <= most)


def _hunks(old: Sequence[str], new: Sequence[str], head: int, tail: int) -> tuple[tuple[Line, ...], ...]:
    """The places that differ. Only what lies between the equal ends is compared, and a few lines around it."""
    start = max(0, head - CONTEXT)
    end = max(0, tail - CONTEXT)
    matcher = SequenceMatcher(None, old[start : len(old) - end], new[start : len(new) - end])
    return tuple(
        tuple(line for opcode in group for line in _of_opcode(opcode, old, new, start))
        for group in matcher.get_grouped_opcodes(CONTEXT)
    )


def _of_opcode(opcode: Opcode, old: Sequence[str], new: Sequence[str], start: int) -> list[Line]:
    tag, old_from, old_to, new_from, new_to = opcode
    if tag == "equal":
        pairs = zip(range(start + old_from, start + old_to), range(start + new_from, start + new_to), strict=True)
        return [Line("same", here + 1, there + 1, old[here]) for here, there in pairs]
    removed = [Line("removed", n + 1, None, old[n]) for n in range(start + old_from, start + old_to)]
    added = [Line("added", None, n + 1, new[n]) for n in range(start + new_from, start + new_to)]
    return [*removed, *added]


def _state(
    path: str, before: Mapping[str, str], after: Mapping[str, str]
) -> Literal["same", "changed", "added", "removed"]:
    if path not in before:
        return "added"
    if path not in after:
        return "removed"
    return "same" if before[path] == after[path] else "changed"


def _count(hunks: Sequence[Sequence[Line]], kind: str) -> int:
    return sum(line.kind == kind for hunk in hunks for line in hunk)
