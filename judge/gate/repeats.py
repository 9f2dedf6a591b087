"""Whether a suite says the same of the same answer: in another order of the tests, with another seed."""

from collections.abc import Sequence
from dataclasses import replace

from judge.domain.variants import told as told_values
from judge.domain.verdict import Verdict
from judge.errors import Finding
from judge.gate.findings import outcomes, told
from judge.gate.plan import GateRun
from judge.gate.runs import Judged, Runner
from judge.grading.judgement import Judgement


def repeat_findings(runner: Runner, runs: Sequence[GateRun], judged: Judged) -> list[Finding]:
    """What is wrong with the repeats of one reference: it does not pass, or only sometimes.

    Where two runs disagree, more are spent: each is as the one that passed, but for the order, the seed or the variant.
    """
    place = runs[0].name
    judgements = [judged[run.name, run.turn] for run in runs]
    bad = [number for number, judgement in enumerate(judgements) if judgement.verdict is not Verdict.PASSED]
    if not bad:
        return []
    if len(bad) == len(runs) or not judgements[bad[0]].tests or _is_ours(judgements[bad[0]]):
        return [Finding(place, None, f"does not pass: {told(judgements[bad[0]])}")]
    good = next(number for number in range(len(runs)) if number not in bad)
    unlike = _unlike(judgements[good], [judgements[number] for number in bad])
    cause = _cause(runner, runs[good], runs[bad[0]], judgements[bad[0]])
    text = f"{len(bad)} of {len(runs)} runs disagree with the others on {', '.join(unlike)}: {cause}"
    return [Finding(place, None, text)]


def _is_ours(judgement: Judgement) -> bool:
    return judgement.verdict is Verdict.JUDGE_ERROR


def _unlike(good: Judgement, bad: Sequence[Judgement]) -> list[str]:
    """The tests that did not end the same in all these runs, in the manifest's order as far as `good` has it."""
    right = outcomes(good)
    return [test for test in right if any(outcomes(one)[test] != right[test] for one in bad)]


def _cause(runner: Runner, good: GateRun, bad: GateRun, seen: Judgement) -> str:
    """Variant, seed or order: whichever of them alone makes one of the tests fail again."""
    missed = {test for test, outcome in outcomes(seen).items() if outcome != "passed"}
    alone = replace(good, is_audited=False, is_remembered=False)
    order = replace(alone, turn=bad.turn + 1000, tests=bad.tests)
    seed = replace(alone, turn=bad.turn + 2000, seed=bad.seed)
    variant = replace(alone, turn=bad.turn + 3000, variant=bad.variant, files=bad.files)
    tried = [order, seed] if bad.variant == good.variant else [order, seed, variant]
    again = runner.run(tried)
    by_order, by_seed, *by_variant = (
        bool(missed & {test for test, outcome in outcomes(again[run.name, run.turn]).items() if outcome != "passed"})
        for run in tried
    )
    if any(by_variant):
        values = told_values(runner.loaded.values(bad.variant))
        return f"it does not pass with variant {bad.variant} ({values}): {told(seen)}"
    if by_order and by_seed:
        return "they fail with either the order or the seed changed, so perhaps by chance"
    if by_order:
        return "it depends on the order of the tests"
    if by_seed:
        return f"it depends on the data that the seed {bad.seed} gives"
    return "neither order nor seed alone makes it fail again; look for chance, time or what is left from earlier tests"
