"""What is known of each test: how often it fails, whether it goes with the others, whether it can be relied on."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from judge.analytics.people import is_complete, judged_by
from judge.domain.problem import Manifest
from judge.domain.statistics import FEWEST, ItemSums, discrimination
from judge.storage.analytics import Judging
from judge.storage.tallies import NOT_RUN, Outcome, TestLine

MOST_REPEATS = 1000  # judgings of unchanged files that are compared, the newest
MOST_EVIDENCE = 3  # answers that are named for a flaky test
MOST_SHOWN = 6  # judgings of one of them


class Flag(StrEnum):
    """What an author should look at."""

    NEVER_FAILS = "never_fails"
    ALWAYS_FAILS = "always_fails"
    AGAINST = "against"  # those who pass it do worse in the others
    FLAKY = "flaky"


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same answer to the same variant, judged more than once by one version: (submission, run), oldest first."""

    stack: str
    runs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One answer that a test has judged differently: the submissions with what came of each."""

    stack: str
    outcomes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One test. The failure rate rests on `judged` first submits, the discrimination on `n`."""

    id: str
    title: str
    criterion: str
    points: int
    is_sample: bool
    judged: int
    failed: int
    not_run: int
    n: int
    discrimination: float | None
    repeats: int  # judgings of files that were judged more than once
    flags: tuple[Flag, ...]
    evidence: tuple[Evidence, ...]

    @property
    def failure_rate(self) -> float | None:
        """The share of first submits that failed it."""
        return self.failed / self.judged if self.judged else None


def flags_of(line: TestLine, *, is_sample: bool) -> tuple[Flag, ...]:
    """What the sums alone say. A sample that nobody fails is none: everybody could run it before."""
    found = []
    if line.judged >= FEWEST and line.passed == line.judged and not is_sample:
        found.append(Flag.NEVER_FAILS)
    if line.judged >= FEWEST and line.passed == 0:
        found.append(Flag.ALWAYS_FAILS)
    value = _discrimination(line)
    if value is not None and value < 0:
        found.append(Flag.AGAINST)
    return tuple(found)


def repeats_in(judgings: Sequence[Judging], version_id: str) -> list[Repeat]:
    """What this version has judged more than once, the newest answers first, as much as is compared."""
    groups: dict[tuple[str, str, int | None], list[tuple[str, str]]] = {}
    for judging in judgings:
        if judging.files_hash and judging.run_id and is_complete(judging) and judged_by(judging) == version_id:
            runs = groups.setdefault((judging.stack, judging.files_hash, judging.variant), [])
            runs.append((judging.submission_id, judging.run_id))
    found, room = [], MOST_REPEATS
    for (stack, *_), runs in reversed(groups.items()):
        if len(runs) > 1 and room > 1:
            found.append(Repeat(stack, tuple(runs[-room:])))
            room -= len(found[-1].runs)
    return found


def items_of(
    manifest: Manifest, lines: Iterable[TestLine], repeats: Sequence[Repeat], outcomes: Iterable[Outcome]
) -> tuple[Item, ...]:
    """The tests in the manifest's order."""
    by_test = {line.test_id: line for line in lines}
    seen: dict[str, dict[str, str]] = {}
    for run_id, test_id, outcome in outcomes:
        if outcome != NOT_RUN:
            seen.setdefault(test_id, {})[run_id] = outcome
    items = []
    for test in manifest.tests:
        line = by_test.get(test.id) or TestLine("", "", test.id, *[0] * 8)
        number, evidence = _evidence(repeats, seen.get(test.id, {}))
        item = Item(
            id=test.id,
            title=test.title,
            criterion=test.criterion,
            points=test.points,
            is_sample=test.is_sample,
            judged=line.judged,
            failed=line.judged - line.passed,
            not_run=line.not_run,
            n=line.n,
            discrimination=_discrimination(line),
            repeats=number,
            flags=flags_of(line, is_sample=test.is_sample) + ((Flag.FLAKY,) if evidence else ()),
            evidence=evidence,
        )
        items.append(item)
    return tuple(items)


def _discrimination(line: TestLine) -> float | None:
    return discrimination(ItemSums(line.n, line.x, line.y, line.yy, line.xy))


def _evidence(repeats: Iterable[Repeat], by_run: Mapping[str, str]) -> tuple[int, tuple[Evidence, ...]]:
    """How many repeated judgings this test has been through, and the answers that it judged differently."""
    number, found = 0, []
    for repeat in repeats:
        ended = [(submission_id, by_run[run_id]) for submission_id, run_id in repeat.runs if run_id in by_run]
        number += len(ended) if len(ended) > 1 else 0
        if len({outcome for _, outcome in ended}) > 1:
            found.append(Evidence(repeat.stack, _telling(ended)))
    return number, tuple(found[:MOST_EVIDENCE])


def _telling(ended: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """As many judgings as are shown, among them one of each outcome."""
    firsts = {outcome: place for place, (_, outcome) in reversed(list(enumerate(ended)))}
    places = [*firsts.values(), *(place for place in range(len(ended)) if place not in firsts.values())]
    return tuple(ended[place] for place in sorted(places[:MOST_SHOWN]))
