"""What persons and their submits add up to: rates, the way from beginning to passing, and distributions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from judge.analytics.people import Person, Standing, Submit
from judge.domain.statistics import Quartiles, histogram, quartiles
from judge.storage.analytics import Visits
from judge.storage.submissions import SubmissionKind

# Where each bin begins, and what it is called.
PERCENT = ((0, "0-9 %"), *((10 * n, f"{10 * n}-{10 * n + 9} %") for n in range(1, 10)), (100, "100 %"))
MINUTES = (
    (0, "under 1 min"),
    (1, "1-2 min"),
    (2, "2-5 min"),
    (5, "5-10 min"),
    (10, "10-20 min"),
    (20, "20-40 min"),
    (40, "40-60 min"),
    (60, "1-2 h"),
    (120, "2-6 h"),
    (360, "6-24 h"),
    (1440, "1-7 days"),
    (10080, "over 7 days"),
)
TRIES = ((0, "1"), *((n, str(n)) for n in range(2, 6)), (6, "6-10"), (11, "11-20"), (21, "over 20"))
RUNS = ((0, "none"), (1, "1"), *TRIES[1:])


@dataclass(frozen=True, slots=True)
class Bin:
    """One bar."""

    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Distribution:
    """How some values are spread; of too few people neither bars nor quartiles are given."""

    n: int
    bins: tuple[Bin, ...]
    quartiles: Quartiles | None


@dataclass(frozen=True, slots=True)
class Step:
    """One step on the way from beginning to passing: who came at least so far."""

    name: str
    people: int


@dataclass(frozen=True, slots=True)
class StackLine:
    """One stack."""

    stack: str
    people: int
    submits: int  # judged
    passed_people: int
    passed_submits: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything about people. A rate is None where nothing is behind it."""

    people: int  # with a judged submit
    passed_people: int
    submits: int  # judged
    passed_submits: int
    waiting: int
    faults: int
    stopped: int
    sample_runs: int
    consoles: int
    people_with_consoles: int
    without_samples: int  # people who submitted and never ran the samples
    way: tuple[Step, ...]
    stacks: tuple[StackLine, ...]
    first_percent: Distribution
    best_percent: Distribution
    minutes_until_passed: Distribution
    runs_before: Distribution
    until_passed: Distribution

    @property
    def people_rate(self) -> float | None:
        """The share of people who passed."""
        return self.passed_people / self.people if self.people else None

    @property
    def submit_rate(self) -> float | None:
        """The share of submits that passed."""
        return self.passed_submits / self.submits if self.submits else None


def figures_of(everybody: Collection[Person], submits: Sequence[Submit], visits: Sequence[Visits]) -> Figures:
    """The figures of these people, submits and visits, which the caller has chosen."""
    tried = [person for person in everybody if person.submits]
    passed = [person for person in tried if person.until_passed is not None]
    judged = [submit for submit in submits if submit.standing is Standing.JUDGED]
    consoles = [line for line in visits if line.kind == SubmissionKind.TRY]
    return Figures(
        people=len(tried),
        passed_people=len(passed),
        submits=len(judged),
        passed_submits=sum(submit.is_passed for submit in judged),
        waiting=_number(submits, Standing.WAITING),
        faults=_number(submits, Standing.FAULT),
        stopped=_number(submits, Standing.STOPPED),
        sample_runs=sum(line.number for line in visits if line.kind == SubmissionKind.RUN),
        consoles=sum(line.number for line in consoles),
        people_with_consoles=len({line.user_id for line in consoles}),
        without_samples=sum(not person.has_run for person in tried),
        way=_way(everybody),
        stacks=_stacks(judged),
        first_percent=_spread((person.submits[0].percent for person in tried), PERCENT),
        best_percent=_spread((person.best for person in tried), PERCENT),
        minutes_until_passed=_spread(_known(person.minutes_until_passed for person in tried), MINUTES, is_trimmed=True),
        runs_before=_spread((person.runs_before for person in tried), RUNS, is_trimmed=True),
        until_passed=_spread(_known(person.until_passed for person in tried), TRIES, is_trimmed=True),
    )


def _number(submits: Iterable[Submit], standing: Standing) -> int:
    return sum(submit.standing is standing for submit in submits)


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _way(everybody: Collection[Person]) -> tuple[Step, ...]:
    """Each step holds all who came further: whoever submits without a sample run has come as far as one."""
    return (
        Step("Began", len(everybody)),
        Step("Ran the samples, or submitted", sum(person.has_run or bool(person.submits) for person in everybody)),
        Step("Submitted", sum(bool(person.submits) for person in everybody)),
        Step("Passed", sum(person.until_passed is not None for person in everybody)),
    )


def _stacks(judged: Sequence[Submit]) -> tuple[StackLine, ...]:
    """By stack, the one with the most people first."""
    lines = []
    for stack in sorted({submit.stack for submit in judged}):
        own = [submit for submit in judged if submit.stack == stack]
        passed = [submit for submit in own if submit.is_passed]
        people, passed_people = ({submit.user_id for submit in some} for some in (own, passed))
        lines.append(StackLine(stack, len(people), len(own), len(passed_people), len(passed)))
    return tuple(sorted(lines, key=lambda line: -line.people))


def _spread(values: Iterable[float], named: Sequence[tuple[int, str]], *, is_trimmed: bool = False) -> Distribution:
    """The bins; trimmed of empty ones after the last value, and before the first."""
    known = list(values)
    counts = histogram(known, [edge for edge, _ in named])
    if counts is None:
        return Distribution(len(known), (), None)
    bins = tuple(Bin(label, count) for (_, label), count in zip(named, counts, strict=True))
    if is_trimmed:
        used = [place for place, found in enumerate(bins) if found.count]
        bins = bins[used[0] : used[-1] + 1]
    return Distribution(len(known), bins, quartiles(known))
