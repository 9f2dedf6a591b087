"""The publish gate: the proof, in the real sandbox, that a problem's suite tells right from wrong.

1. Every reference passes, twice, with different seeds: the suite does not depend on luck.
2. Every starter fails: there is something to do.
3. Every wrong solution fails exactly the tests that it names: the suite says what is wrong, not just that.
4. Every hidden test is failed by some wrong solution: none of them is there for nothing.

Seeds are drawn anew by every gate, so that a suite which passes by luck is found sooner or later.
"""

import queue
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from judge.catalogue.gate_findings import (
    kill_findings,
    number_findings,
    outcomes,
    reference_findings,
    starter_findings,
    wrong_findings,
)
from judge.catalogue.gate_report import GateReport, cached, remember
from judge.catalogue.load import LoadedProblem
from judge.catalogue.manifest import read_suite
from judge.catalogue.wrong import WrongSolution, read_wrong
from judge.grading.grade import grade_until_judged
from judge.grading.judgement import Judgement
from sandbox.base import Engine
from sandbox.stacks import load_stacks

SEED_BITS = 48

# User ids follow the slot, and a worker on the same engine counts its slots from 0.
SLOTS = (900, 901)

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Run:
    """One run of the gate."""

    name: str  # as the report calls it: "solution/python-flask", "wrong/no-limit"
    stack: str
    files: Mapping[str, bytes]


def check(
    engine: Engine,
    loaded: LoadedProblem,
    *,
    instance: str,
    cache_dir: Path | None = None,
    is_fresh: bool = False,
    say: Report = lambda _line: None,
) -> GateReport:
    """Runs everything that the folder holds; findings are empty when the problem may be published.

    A pass is remembered in `cache_dir` by the folder's content and the images; what failed is always run again.
    A fresh check does not look at what is remembered.
    """
    images = _images(engine, loaded)
    known = cached(cache_dir, loaded.slug, loaded.bundle.content_hash, images)
    if known is not None and not is_fresh:
        say(f"{loaded.slug}: unchanged since it passed")
        return known
    suite = read_suite(loaded.bundle.suite(), frozenset(test.criterion for test in loaded.manifest.tests))
    wrong = read_wrong(loaded.bundle, loaded.problem, suite.ids)[0]
    judged = _run_all(engine, loaded, _runs(loaded, wrong), instance=instance, say=say)
    findings = number_findings(loaded, wrong)
    for stack in loaded.problem.stacks:
        findings += reference_findings(stack, judged[f"solution/{stack}", 0], judged[f"solution/{stack}", 1])
        findings += starter_findings(stack, judged[f"starter/{stack}", 0])
    for solution in wrong:
        findings += wrong_findings(solution, judged[f"wrong/{solution.name}", 0])
    matrix = {solution.name: outcomes(judged[f"wrong/{solution.name}", 0]) for solution in wrong}
    findings += kill_findings(loaded, suite, matrix)
    report = GateReport(
        slug=loaded.slug,
        content_hash=loaded.bundle.content_hash,
        images=images,
        findings=tuple(findings),
        matrix=matrix,
        milliseconds={name: sum(run.phases.values()) for (name, turn), run in judged.items() if turn == 0},
    )
    remember(cache_dir, report)
    return report


def _images(engine: Engine, loaded: LoadedProblem) -> dict[str, str]:
    """The ids of all images that take part."""
    stacks = load_stacks()
    names = {"tester"} | {stacks[name].image for name in loaded.problem.stacks if name in stacks}
    if "postgres" in loaded.problem.services:
        names.add("postgres")
    return {name: engine.image_id(name) for name in sorted(names)}


def _runs(loaded: LoadedProblem, wrong: list[WrongSolution]) -> list[tuple[_Run, int]]:
    """What is run, with the number of the turn; references first, because without them the rest says little."""
    bundle = loaded.bundle
    runs = []
    for stack in loaded.problem.stacks:
        reference = _Run(f"solution/{stack}", stack, bundle.solution(stack))
        editable = set(loaded.problem.files.editable)
        starter = {path: body for path, body in bundle.starter(stack).items() if path in editable}
        runs += [(reference, 0), (reference, 1), (_Run(f"starter/{stack}", stack, starter), 0)]
    return runs + [(_Run(f"wrong/{solution.name}", solution.stack, solution.files), 0) for solution in wrong]


def _run_all(
    engine: Engine, loaded: LoadedProblem, runs: list[tuple[_Run, int]], *, instance: str, say: Report
) -> dict[tuple[str, int], Judgement]:
    """Judges all of them, as many at a time as there are slots."""
    slots: queue.SimpleQueue[int] = queue.SimpleQueue()
    for slot in SLOTS:
        slots.put(slot)

    def judged(entry: tuple[_Run, int]) -> Judgement:
        run, turn = entry
        slot = slots.get()
        try:
            judgement = grade_until_judged(
                engine,
                loaded,
                files={path: body.decode("utf-8") for path, body in run.files.items()},
                stack=run.stack,
                seed=secrets.randbits(SEED_BITS),
                run_id=f"gate-{secrets.token_hex(8)}",
                instance=instance,
                slot=slot,
            )
        finally:
            slots.put(slot)
        say(f"{loaded.slug}: {run.name}{' again' if turn else ''}: {judgement.verdict.value}")
        return judgement

    with ThreadPoolExecutor(len(SLOTS), thread_name_prefix="gate") as threads:
        judgements = list(threads.map(judged, runs))
    return {(run.name, turn): judgement for (run, turn), judgement in zip(runs, judgements, strict=True)}
