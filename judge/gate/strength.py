"""How strong a suite is: the mean of the shares that were measured, so that each says what would raise it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from judge.gate.report import GateAssertion, GateMutant, GateTest, Strength, StrengthPart

OUTCOMES_WITHOUT_NEWS = ("passed", "not_run")  # a test that did not run has shown nothing
APART = "hidden tests told apart"
ALONE = "hidden tests found alone"
NEEDED = "assertions needed"
KILLED = "mutants noticed"

Matrix = Mapping[str, Mapping[str, str]]


def columns(tests: Iterable[GateTest], matrix: Matrix) -> dict[str, frozenset[str]]:
    """For each hidden test the wrong solutions that fail it."""
    return {
        test.id: frozenset(name for name, row in matrix.items() if row[test.id] not in OUTCOMES_WITHOUT_NEWS)
        for test in tests
        if not test.is_sample
    }


def strength(
    tests: Sequence[GateTest],
    matrix: Matrix,
    assertions: Sequence[GateAssertion] | None,
    mutants: Sequence[GateMutant] | None,
) -> Strength:
    """The score with the shares that it is the mean of; what was not measured is left out, and said to be."""
    killers = columns(tests, matrix)
    shared = Counter(killers.values())
    apart = sum(1 for own in killers.values() if own and shared[own] == 1)
    lonely = {next(iter(found)) for name in matrix if len(found := _failed(killers, name)) == 1}
    parts = [StrengthPart(APART, apart, len(killers)), StrengthPart(ALONE, len(lonely), len(killers))]
    missing = []
    if assertions is None:
        missing.append(NEEDED)
    else:
        parts.append(StrengthPart(NEEDED, sum(one.is_needed for one in assertions), len(assertions)))
    if mutants is None:
        missing.append(KILLED)
    else:
        parts.append(StrengthPart(KILLED, sum(one.is_killed for one in mutants), len(mutants)))
    counted = [part for part in parts if part.total]
    score = round(100 * sum(part.share for part in counted) / len(counted)) if counted else 0
    return Strength(score, tuple(parts), _formula(counted, score, missing))


def _failed(killers: Mapping[str, frozenset[str]], name: str) -> list[str]:
    return [test for test, own in killers.items() if name in own]


def _formula(parts: Sequence[StrengthPart], score: int, missing: Sequence[str]) -> str:
    shares = " + ".join(f"{part.name} {part.count}/{part.total}" for part in parts)
    text = f"100 x ({shares}) / {len(parts)} = {score}" if parts else "there is nothing to measure"
    return f"{text}; not measured: {', '.join(missing)}" if missing else text
