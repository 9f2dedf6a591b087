"""What a gate runs, before anything runs: each run with its files, its order of tests and its seed."""

import random
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from judge.catalogue.load import LoadedProblem
from judge.catalogue.wrong import WrongSolution
from judge.gate.assertions import noting

SEED_BITS = 48
SOLUTION = "solution/"
NOTING = "noting/"


def new_seed() -> int:
    """Drawn anew for every run of every gate, so that a suite which passes by luck is found sooner or later."""
    return secrets.randbits(SEED_BITS)


@dataclass(frozen=True, slots=True)
class GateRun:
    """One run of the gate."""

    name: str  # as the report calls it: "solution/python-flask", "wrong/no-limit"
    stack: str
    files: Mapping[str, bytes]
    may_miss: frozenset[str] | None  # tests that need not pass; None: it may end in any way
    turn: int = 0  # counts the runs of one name
    tests: tuple[str, ...] = ()  # which, in this order; empty: all, samples first
    suite: Mapping[str, bytes] | None = None  # instead of the problem's own
    seconds: tuple[float, float] | None = None  # for each test and for all, instead of the problem's own
    is_audited: bool = False
    is_remembered: bool = True  # False: to be seen with one's own eyes, every time
    seed: int = field(default_factory=new_seed)
    variant: int | None = None  # whose values the suite reads; None: the first one's, where there are any

    @property
    def label(self) -> str:
        """As progress calls it."""
        again = "" if self.variant is None else f", variant {self.variant}"
        return f"{self.name}{again or ' again'}" if self.turn else self.name


def references(variants: Sequence[LoadedProblem], repeats: int) -> list[GateRun]:
    """Each reference so many times, or as often as each variant needs to be timed once.

    First in the manifest's order, then in orders drawn by chance. The last of them is audited, so that looking at the
    suite changes no more than one of the runs.
    """
    loaded = variants[0]
    total = repeats if len(variants) == 1 else max(repeats, len(variants) + 1)
    names = [test.id for test in loaded.manifest.tests]
    runs = []
    for stack in loaded.problem.stacks:
        run = GateRun(f"{SOLUTION}{stack}", stack, loaded.bundle.solution(stack), frozenset())
        runs.append(run if len(variants) == 1 else replace(run, variant=0))
        for turn in range(1, total):
            seed, number = new_seed(), turn % len(variants)
            again = replace(run, turn=turn, tests=shuffled(names, seed), seed=seed, is_audited=turn == total - 1)
            files = variants[number].bundle.solution(stack)
            runs.append(again if len(variants) == 1 else replace(again, files=files, variant=number))
    return runs


def starters(variants: Sequence[LoadedProblem]) -> list[GateRun]:
    """What candidates begin with, handed in as it is: in the first variant, and in the last."""
    editable = variants[0].problem.files.editable
    numbers = [None] if len(variants) == 1 else [0, len(variants) - 1]
    return [
        GateRun(
            f"starter/{stack}",
            stack,
            {path: body for path, body in variants[number or 0].bundle.starter(stack).items() if path in editable},
            None,
            turn=turn,
            variant=number,
        )
        for stack in variants[0].problem.stacks
        for turn, number in enumerate(numbers)
    ]


def wrong_ones(solutions: Iterable[WrongSolution]) -> list[GateRun]:
    """Every wrong solution once."""
    return [
        GateRun(f"wrong/{solution.name}", solution.stack, solution.files, frozenset(solution.fails) or None)
        for solution in solutions
    ]


def wrong_again_ones(again: Iterable[tuple[int, WrongSolution]]) -> list[GateRun]:
    """Every wrong solution once more, in another variant."""
    return [replace(run, turn=1, variant=number) for number, solution in again for run in wrong_ones([solution])]


def noting_ones(loaded: LoadedProblem, solutions: Iterable[WrongSolution]) -> list[GateRun]:
    """The tests that each wrong solution must fail, once more, noting which assertions they fail at."""
    suite = noting(loaded.bundle.suite())
    order = [test.id for test in loaded.manifest.tests]
    return [
        GateRun(
            f"{NOTING}{solution.name}",
            solution.stack,
            solution.files,
            frozenset(solution.fails),
            tests=tuple(test for test in order if test in solution.fails),
            suite=suite,
        )
        for solution in solutions
        if solution.fails
    ]


def shuffled(names: Sequence[str], seed: int) -> tuple[str, ...]:
    """Another order of the tests."""
    order = list(names)
    random.Random(seed).shuffle(order)  # noqa: S311 - an order, no secret
    return tuple(order)
