"""The publish gate: the proof, in the real sandbox, that a problem's suite tells right from wrong.

1. Every reference passes, several times, in other orders and with other seeds: the suite depends on neither.
2. Every starter runs and fails: there is something to begin with, and something to do.
3. Every wrong solution fails exactly the tests that it names: the suite says what is wrong, not just that.
4. Every hidden test is failed by some wrong solution: none of them is there for nothing.
5. No reference needs more than half of its time.
6. No text or number of a hidden test stands where candidates read it, but for what the contract needs.
7. Nothing in the suite was seen to read the clock, or files and network that are not its own.
8. Every variant that a candidate can get is one of those for which the references have passed.

Each of these stops a publication. What could be better is a note: tests that always fail together, and, when asked for,
assertions that nothing needs and changes to the reference that no test notices.
"""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from judge.catalogue.leaks import value_notes
from judge.catalogue.load import LoadedProblem
from judge.catalogue.manifest import read_suite
from judge.catalogue.variants import source_of
from judge.catalogue.wrong import WrongSolution, read_wrong
from judge.domain.verdict import Verdict
from judge.errors import Finding, ProblemInvalid
from judge.gate import plan
from judge.gate.assertions import assertions, unneeded
from judge.gate.audit import audit_findings
from judge.gate.budget import budget_findings
from judge.gate.findings import (
    kill_findings,
    number_findings,
    outcomes,
    starter_findings,
    together_notes,
    wrong_findings,
)
from judge.gate.memory import Memory
from judge.gate.mutants import control_runs, judged_mutants, mutant_runs, mutants_of, survivor_notes
from judge.gate.options import PLAIN, GateOptions
from judge.gate.passes import Passes
from judge.gate.repeats import repeat_findings
from judge.gate.report import GateAssertion, GateMutant, GateReport, GateTest, GateWrong
from judge.gate.runs import Cancelled, Judged, Progress, Report, Runner
from judge.gate.strength import columns, strength
from judge.gate.variants import Again, every, in_variant, leaks, wrong_again
from judge.grading.generate import with_variants
from sandbox.base import Engine
from sandbox.stacks import load_stacks


@dataclass(frozen=True, slots=True)
class _Gate:
    """What all steps of one gate work with."""

    loaded: LoadedProblem  # in its first variant, where it has any
    variants: Sequence[LoadedProblem]
    wrong: Sequence[WrongSolution]
    again: Sequence[Again]
    tests: tuple[GateTest, ...]
    options: GateOptions
    runner: Runner


def check(  # noqa: PLR0913 - two things, and how, by keyword
    engine: Engine,
    loaded: LoadedProblem,
    *,
    instance: str,
    cache_dir: Path | None = None,
    is_fresh: bool = False,
    options: GateOptions = PLAIN,
    say: Report = lambda _line: None,
    progress: Progress = lambda _done, _total, _line: None,
    cancelled: threading.Event | None = None,
) -> GateReport:
    """Runs everything that the folder holds; findings are empty when the problem may be published.

    What was seen before is remembered in `cache_dir`, run by run, unless it failed; a fresh check looks at none of it.
    `progress` gets the runs that have ended, all that are known of, and a line. Raises Cancelled.
    """
    images = _images(engine, loaded)
    passes = Passes(cache_dir, options)
    if not is_fresh and (known := passes.find(loaded.slug, loaded.bundle.content_hash, images)):
        say(f"{loaded.slug}: unchanged since it passed")
        return known
    memory = Memory(cache_dir / "runs" if cache_dir else None, is_fresh)
    try:
        made = with_variants(engine, loaded, instance=instance, slot=options.first_slot, cancelled=cancelled)
    except ProblemInvalid as error:
        return _refused(loaded, images, error.findings, cancelled)
    runner = Runner(
        engine,
        made,
        instance=instance,
        images=images,
        options=options,
        memory=memory,
        progress=_both(say, progress),
        cancelled=cancelled or threading.Event(),
    )
    report = _report(_gate(made, options, runner), images)
    memory.tidy()
    return passes.keep(report)


def _both(say: Report, progress: Progress) -> Progress:
    """For those who want the lines alone, and those who count."""

    def tell(done: int, total: int, line: str) -> None:
        say(line)
        progress(done, total, line)

    return tell


def _refused(
    loaded: LoadedProblem, images: Mapping[str, str], findings: Sequence[Finding], cancelled: threading.Event | None
) -> GateReport:
    """A problem without values cannot be run; one whose gate nobody wants any more has no report."""
    if cancelled is not None and cancelled.is_set():
        raise Cancelled
    return GateReport(loaded.slug, loaded.bundle.content_hash, images, tuple(findings), {}, {})


def _gate(made: LoadedProblem, options: GateOptions, runner: Runner) -> _Gate:
    variants = every(made)
    loaded = variants[0]
    suite = read_suite(loaded.bundle.suite(), frozenset(test.criterion for test in loaded.manifest.tests))
    wrong = read_wrong(loaded.bundle, loaded.problem, suite.ids)[0]
    places = {test.spec.id: (test.file, test.line) for test in suite.tests}
    tests = tuple(
        GateTest(test.id, test.title, test.criterion, test.is_sample, *places[test.id])
        for test in loaded.manifest.tests
    )
    return _Gate(loaded, variants, wrong, wrong_again(variants), tests, options, runner)


def _report(gate: _Gate, images: Mapping[str, str]) -> GateReport:
    """All runs, then what they say."""
    loaded = gate.loaded
    repeated = plan.references(gate.variants, gate.options.repeats)
    noting = plan.noting_ones(loaded, gate.wrong) if gate.options.assertions else []
    wrong = [*plan.wrong_ones(gate.wrong), *plan.wrong_again_ones(gate.again)]
    judged = gate.runner.run([*repeated, *plan.starters(gate.variants), *wrong, *noting])
    matrix = {solution.name: outcomes(judged[f"wrong/{solution.name}", 0]) for solution in gate.wrong}
    killers = columns(gate.tests, matrix)
    measured = _assertions(gate, judged) if gate.options.assertions else None
    mutants = _mutants(gate, judged) if gate.options.mutants else None
    notes = together_notes(gate.tests, killers)
    notes += [_unneeded(one) for one in measured or () if not one.is_needed]
    notes += survivor_notes(mutants or ()) + value_notes(gate.runner.loaded)
    return GateReport(
        slug=loaded.slug,
        content_hash=gate.runner.loaded.bundle.content_hash,  # of the folder, and not of what is filled in
        images=images,
        findings=tuple(_findings(gate, repeated, judged) + kill_findings(gate.tests, killers)),
        matrix=matrix,
        milliseconds={name: sum(run.phases.values()) for (name, turn), run in judged.items() if turn == 0},
        notes=tuple(notes),
        tests=gate.tests,
        wrong=tuple(GateWrong(one.name, one.stack, one.why, one.fails) for one in gate.wrong),
        repeats=len(repeated) // len(loaded.problem.stacks),
        strength=strength(gate.tests, matrix, measured, mutants),
        assertions=measured,
        mutants=mutants,
        variants=loaded.manifest.variants,
        variants_of=source_of(loaded.bundle, loaded.problem),
    )


def _findings(gate: _Gate, repeated: Sequence[plan.GateRun], judged: Judged) -> list[Finding]:
    """Rules 1 to 3 and 5 to 7, in the order of the folder."""
    loaded = gate.loaded
    findings = number_findings(loaded, list(gate.wrong)) + leaks(gate.runner.loaded, gate.variants)
    for stack in loaded.problem.stacks:
        own = [run for run in repeated if run.stack == stack]
        findings += repeat_findings(gate.runner, own, judged)
        findings += _budget(gate, stack, own, judged)
        findings += audit_findings(judged[run.name, run.turn] for run in own)
        first = starter_findings(stack, judged[f"starter/{stack}", 0])
        findings += first
        if len(gate.variants) > 1:
            last = starter_findings(stack, judged[f"starter/{stack}", 1])
            findings += in_variant(loaded, len(gate.variants) - 1, last, first)
    for solution in gate.wrong:
        findings += wrong_findings(solution, judged[f"wrong/{solution.name}", 0])
    for number, solution in gate.again:
        more = wrong_findings(solution, judged[f"wrong/{solution.name}", 1])
        findings += in_variant(loaded, number, more, findings)
    return findings


def _budget(gate: _Gate, stack: str, runs: Sequence[plan.GateRun], judged: Judged) -> list[Finding]:
    """What takes too long, looked at variant by variant: one of them may have more to do than the others."""
    findings: list[Finding] = []
    for number in range(len(gate.variants)):
        own = [run for run in runs if (run.variant or 0) == number]
        timed = [judged[run.name, run.turn] for run in own if not run.is_audited]  # looking at a suite slows it
        late = budget_findings(gate.loaded.problem, stack, timed)
        findings += in_variant(gate.loaded, number, late)
    return findings


def _assertions(gate: _Gate, judged: Judged) -> tuple[GateAssertion, ...]:
    """Every assertion of the suite, and whether the noted runs need it."""
    suite = gate.loaded.bundle.suite()
    messages = [test.message for (name, _), run in judged.items() if name.startswith(plan.NOTING) for test in run.tests]
    idle = set(unneeded(suite, messages))
    return tuple(GateAssertion(one.file, one.line, one.text, one not in idle) for one in assertions(suite))


def _mutants(gate: _Gate, judged: Judged) -> tuple[GateMutant, ...] | None:
    """What became of changed references; nothing is known where the references themselves do not pass."""
    loaded = gate.loaded
    controls = control_runs(loaded)
    passed = [judged[f"solution/{stack}", 0].verdict for stack in loaded.problem.stacks]
    passed += [judgement.verdict for judgement in gate.runner.run(controls).values()]
    if set(passed) != {Verdict.PASSED}:
        return None
    mutants = mutants_of(loaded, gate.options.mutants)
    return judged_mutants(mutants, gate.runner.run(mutant_runs(loaded, mutants, judged)))


def _unneeded(one: GateAssertion) -> Finding:
    return Finding(one.file, one.line, f"no wrong solution needs this to fail: {one.text}")


def _images(engine: Engine, loaded: LoadedProblem) -> dict[str, str]:
    """The ids of all images that take part."""
    stacks = load_stacks()
    names = {"tester"} | {stacks[name].image for name in loaded.problem.stacks if name in stacks}
    if "postgres" in loaded.problem.services:
        names.add("postgres")
    return {name: engine.image_id(name) for name in sorted(names)}
