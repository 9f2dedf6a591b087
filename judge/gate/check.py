"""The publish gate: the proof, in the real sandbox, that a problem's suite tells right from wrong.

1. Every reference passes, twice, with different seeds: the suite does not depend on luck.
2. Every starter fails: there is something to do.
3. Every wrong solution fails exactly the tests that it names: the suite says what is wrong, not just that.
4. Every hidden test is failed by some wrong solution: none of them is there for nothing.

Seeds are drawn anew by every gate, so that a suite which passes by luck is found sooner or later.
"""

from pathlib import Path

from judge.catalogue.load import LoadedProblem
from judge.catalogue.manifest import read_suite
from judge.catalogue.wrong import read_wrong
from judge.gate.findings import (
    kill_findings,
    number_findings,
    outcomes,
    reference_findings,
    starter_findings,
    wrong_findings,
)
from judge.gate.report import GateReport, cached, remember
from judge.gate.runs import Report, Runner, runs_of
from sandbox.base import Engine
from sandbox.stacks import load_stacks


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
    judged = Runner(engine, loaded, instance, say).run(runs_of(loaded, wrong))
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
