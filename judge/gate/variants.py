"""The variants in a gate: each is tried, and what is wrong with one alone names it.

Every variant meets every reference. Starters and wrong solutions meet the first variant and one other, and the others
take turns over the wrong solutions. So with n variants a gate runs each reference max(5, n + 1) times instead of 5, and
all else twice instead of once: about twice as long for a few variants, and longer with each one beyond four.
"""

from collections import Counter
from collections.abc import Iterable, Sequence

from judge.catalogue.leaks import hidden_values, leak_findings
from judge.catalogue.load import PROBLEM, LoadedProblem
from judge.catalogue.wrong import WrongSolution, read_wrong
from judge.domain.variants import told
from judge.errors import Finding

Again = tuple[int, WrongSolution]


def every(loaded: LoadedProblem) -> list[LoadedProblem]:
    """The problem in each of its variants; without any, as it is."""
    return [loaded.in_variant(number) for number in range(len(loaded.manifest.variants))] or [loaded]


def wrong_again(variants: Sequence[LoadedProblem]) -> list[Again]:
    """Each wrong solution in one variant beside the first; nothing where there are none."""
    if len(variants) == 1:
        return []
    ids = [test.id for test in variants[0].manifest.tests]
    by_variant = [read_wrong(loaded.bundle, loaded.problem, ids)[0] for loaded in variants]
    turns = range(len(by_variant[0]))
    return [(number, by_variant[number][at]) for at in turns for number in [1 + at % (len(variants) - 1)]]


def leaks(written: LoadedProblem, variants: Sequence[LoadedProblem]) -> list[Finding]:
    """What leaks in any variant. What is said to be told and is not, must be so in all of them.

    `written` is the problem with its placeholders, which tell the values that are for candidates from the others.
    """
    found = [
        leak_findings(loaded, hidden_values(written, loaded.values(number)) if loaded.manifest.variants else ())
        for number, loaded in enumerate(variants)
    ]
    times = Counter(finding for findings in found for finding in findings)
    common = [one for one in found[0] if one.file != PROBLEM or times[one] == len(variants)]
    own = [
        one
        for number, findings in enumerate(found[1:], start=1)
        for one in in_variant(variants[0], number, findings, found[0])
        if one.file != PROBLEM
    ]
    return common + own


def in_variant(
    loaded: LoadedProblem, number: int, findings: Iterable[Finding], known: Iterable[Finding] = ()
) -> list[Finding]:
    """These findings, said of one variant; those that are known without it are left out."""
    said = set(known)
    begin = f"with variant {number} ({told(loaded.manifest.variants[number])}): " if loaded.manifest.variants else ""
    return [Finding(one.file, one.line, f"{begin}{one.message}") for one in findings if one not in said]
